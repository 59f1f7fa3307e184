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

// The newest message of a person's inbox whose subject has a word.
async function newest({ owner, word }) {
  const server = MailServices.accounts.allServers.find(one => one.username == owner && one.type == "imap");
  server.performExpand(null);
  await pause(3000);
  const inbox = server.rootFolder.getFolderWithFlags(Ci.nsMsgFolderFlags.Inbox);
  await new Promise(resolve => {
    const listener = { onFolderEvent() {}, OnStartRunningUrl() {}, OnStopRunningUrl: resolve };
    inbox.QueryInterface(Ci.nsIMsgImapMailFolder).updateFolderWithListener(null, listener);
    setTimeout(resolve, 8000);
  });
  let found = null;
  for (const header of inbox.messages) {
    if (header.mime2DecodedSubject.includes(word)) {
      found = header;
    }
  }
  if (!found) {
    throw new Error("no message with " + word + " for " + owner);
  }
  return found;
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
