// What tests/clients/thunderbird.py does inside of Thunderbird (Marionette, chrome context).

const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

// Passwords into the login manager; a person's secret keys as their own, the hotline's public one as verified.
async function introduce({ logins, secret, hotline }) {
  const pgp = "chrome://openpgp/content/modules/";
  const { RNP } = ChromeUtils.importESModule(pgp + "RNP.sys.mjs");
  const { PgpSqliteDb2 } = ChromeUtils.importESModule(pgp + "sqliteDb.sys.mjs");
  const { EnigmailKeyRing } = ChromeUtils.importESModule(pgp + "keyRing.sys.mjs");
  const { EnigmailCore } = ChromeUtils.importESModule(pgp + "core.sys.mjs");
  for (const [server, user, password] of logins) {
    const login = Cc["@mozilla.org/login-manager/loginInfo;1"].createInstance(Ci.nsILoginInfo);
    login.init(server, null, server, user, password, "", "");
    await Services.logins.addLoginAsync(login);
  }
  await EnigmailCore.init();
  for (const [fingerprint, block] of secret) {
    await RNP.importSecKeyBlockImpl(window, () => "", false, block);
    await PgpSqliteDb2.acceptAsPersonalKey(fingerprint);
  }
  await RNP.importPubkeyBlockAutoAcceptImpl(window, hotline.block, "verified");
  await PgpSqliteDb2.updateAcceptance(hotline.fingerprint, hotline.addresses, "verified");
  EnigmailKeyRing.clearCache();
  return Services.appinfo.version;
}

// The newest message of a person's inbox whose subject has a word, once it is there.
async function newest({ owner, word }) {
  const inbox = serverOf(owner).rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
  for (let round = 0; round < 10; round++) {
    await update(inbox);
    const found = [...inbox.messages].filter(header => header.mime2DecodedSubject.includes(word));
    if (found.length) {
      return found.at(-1);
    }
    await pause(3000);
  }
  throw new Error("no message with " + word + " for " + owner);
}

async function open(which) {
  const { MailUtils } = ChromeUtils.importESModule("resource:///modules/MailUtils.sys.mjs");
  MailUtils.displayMessage(await newest(which));
  await pause(5000);
  return true;
}

// Write a mail or, with `word`, a reply; type above or below what is there; sign, encrypt; send.
async function send({ from, to, subject, above, below, html, encrypt, word }) {
  const identity = MailServices.accounts.allIdentities.find(one => one.email == from);
  const format = html ? Ci.nsIMsgCompFormat.HTML : Ci.nsIMsgCompFormat.PlainText;
  const opened = new Promise(resolve => {
    const observer = {
      observe(page) {
        Services.ww.unregisterNotification(observer);
        resolve(page);
      },
    };
    Services.ww.registerNotification(observer);
  });
  if (word) {
    const header = await newest({ owner: from, word });
    const uri = header.folder.getUriForMsg(header);
    const kind = Ci.nsIMsgCompType.ReplyToSender;
    MailServices.compose.OpenComposeWindow(null, header, uri, kind, format, identity, from, window.msgWindow);
  } else {
    const fields = Cc["@mozilla.org/messengercompose/composefields;1"].createInstance(Ci.nsIMsgCompFields);
    const params = Cc["@mozilla.org/messengercompose/composeparams;1"].createInstance(Ci.nsIMsgComposeParams);
    [fields.to, fields.subject] = [to, subject];
    [params.composeFields, params.identity, params.format] = [fields, identity, format];
    MailServices.compose.OpenComposeWindowWithParams(null, params);
  }
  const page = await opened;
  await pause(6000); // until the editor is there, and what it quotes
  const editor = page.GetCurrentEditor();
  const type = text => text.split("\n").forEach(line => (line && editor.insertText(line), editor.insertLineBreak()));
  if (above) {
    editor.beginningOfDocument();
    type(above);
  }
  if (below) {
    editor.endOfDocument();
    type("\n" + below);
  }
  if (!page.gSendSigned) {
    page.toggleGlobalSignMessage();
  }
  if (encrypt != null && page.gSendEncrypted != encrypt) {
    page.toggleEncryptMessage();
  }
  await pause(1500);
  const state = { subject: page.document.getElementById("msgSubject").value, encrypted: page.gSendEncrypted };
  const gone = new Promise(resolve => page.addEventListener("unload", () => resolve(true), { once: true }));
  page.SendMessage();
  state.sent = await Promise.race([gone, pause(40000).then(() => false)]);
  return state;
}

// The folders of an account as the server has them, then each of their messages: subject, keywords.
async function folders({ owner }) {
  const server = serverOf(owner);
  await update(server.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox)); // logs in
  server.performExpand(window.msgWindow);
  await pause(4000);
  const found = {};
  for (const folder of server.rootFolder.descendants) {
    await update(folder);
    found[folder.prettyPath ?? folder.URI] = [...folder.messages].map(one => [
      one.mime2DecodedSubject, one.getStringProperty("keywords"),
    ]);
  }
  return found;
}

function serverOf(owner) {
  return MailServices.accounts.allServers.find(one => one.username == owner && one.type == "imap");
}

async function update(folder) {
  await new Promise(resolve => {
    const listener = { onFolderEvent() {}, OnStartRunningUrl() {}, OnStopRunningUrl: resolve };
    folder.QueryInterface(Ci.nsIMsgImapMailFolder).updateFolderWithListener(window.msgWindow, listener);
    setTimeout(resolve, 4000);
  });
}

function folderAt({ owner, path }) {
  return path.split("/").reduce((folder, name) => folder.getChildNamed(name), serverOf(owner).rootFolder);
}

function pane() {
  return document.getElementById("tabmail").currentAbout3Pane;
}

// Show a folder in the main window, as threads, and the first message whose subject has a word: level, subject of each.
async function show({ owner, path, word }) {
  const tabs = document.getElementById("tabmail");
  while (tabs.tabInfo.length > 1) {
    tabs.closeTab(tabs.tabInfo[1]);
  }
  const about = pane();
  for (let round = 0; round < 3; round++) {
    about.folderTree.querySelectorAll("li.collapsed").forEach(row => about.folderTree.expandRow(row));
    await pause(500);
  }
  about.displayFolder(folderAt({ owner, path }).URI);
  await pause(2500);
  about.gViewWrapper.showThreaded = true;
  about.gDBView.doCommand(Ci.nsMsgViewCommandType.expandAll);
  await pause(500);
  const rows = [];
  for (let at = 0; at < about.gDBView.rowCount; at++) {
    rows.push([about.gDBView.getLevel(at), about.gDBView.getMsgHdrAt(at).mime2DecodedSubject]);
  }
  about.threadTree.selectedIndex = Math.max(0, rows.findIndex(one => one[1].includes(word ?? "")));
  about.threadTree.table.body.focus();
  await pause(5000);
  return rows;
}

// Move the message that is shown, as the menu does.
async function move(target) {
  pane().commandController.doCommand("cmd_moveMessage", folderAt(target));
  await pause(5000);
  return true;
}

// Make a tag as the settings do, and put it on the message that is shown; gives the IMAP keyword.
async function mark({ name }) {
  MailServices.tags.addTag(name, "#B3261E", "");
  const keyword = MailServices.tags.getKeyForTag(name);
  const { folder } = pane().gDBView.hdrForFirstSelectedMessage;
  folder.addKeywordsToMessages([pane().gDBView.hdrForFirstSelectedMessage], keyword);
  await pause(4000);
  return keyword;
}

// Press a button of the message that is shown; sign and send what opens.
async function press({ tag }) {
  const message = pane().messageBrowser.contentWindow.document.getElementById("messagepane");
  [...message.contentDocument.querySelectorAll("a")].find(one => one.textContent.startsWith(tag)).click();
  await pause(6000);
  const page = Services.wm.getMostRecentWindow("msgcompose");
  if (!page.gSendSigned) {
    page.toggleGlobalSignMessage();
  }
  await pause(1500);
  const state = { from: page.gCurrentIdentity.email, subject: page.document.getElementById("msgSubject").value };
  const gone = new Promise(resolve => page.addEventListener("unload", () => resolve(true), { once: true }));
  page.SendMessage();
  state.sent = await Promise.race([gone, pause(40000).then(() => false)]);
  return state;
}

// Take the invitation that is shown into the calendar, without an answer: title, begin, end, place of what is in it.
async function accept({ identity }) {
  const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
  const [calendar] = cal.manager.getCalendars();
  calendar.setProperty("imip.identity.key", identity);
  calendar.setProperty("disabled", false);
  const about = pane();
  const { selectedIndex } = about.threadTree;
  for (const index of [selectedIndex - 1, selectedIndex]) {
    about.threadTree.selectedIndex = index; // shown anew, now that there is a calendar for it
    await pause(5000);
  }
  const bar = about.messageBrowser.contentWindow.document;
  bar.getElementById("imipAcceptButton_AcceptDontSend").doCommand();
  await pause(4000);
  const items = await calendar.getItemsAsArray(Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null);
  return items.map(one => [
    one.title, one.startDate.icalString, one.endDate.icalString, one.getProperty("LOCATION"), one.id,
  ]);
}
