"""The story that `make demo` plays: one report, from the public to the closed case, seen from outside.

Each step is something a person does with a mail client, and something that then has to be found in a
recipient's mailbox within the step's time.  A step that is not observed ends the story with its name.
"""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from rich.console import Console
from rich.markup import escape

from hotlined.demo.people import Opened
from hotlined.demo.stage import AGREEMENT, BOXES, PEOPLE, Stage

URL = "https://files.example.net/item-1"
MARKER = "marker-of-the-demo"
PATIENCE = 30.0  # seconds for each step
FORM = f"""\
URL: {URL}
IP address: 192.0.2.10
Hosting provider: Example Provider
Description of the type of the content: item 1, {MARKER}
Offender identifiable: not sure
Victim identifiable: no
Useful information: none
"""


class NotObserved(Exception):
    """A step of the story did not show in the recipients' mailboxes; the message says what was expected."""


@dataclass(slots=True)
class Story:
    """The story on a stage; its timeline goes to `console`, a line for each step."""

    stage: Stage
    console: Console
    began: float = field(default_factory=time.monotonic)
    reference: str = ""
    kept: int = 0

    def play(self) -> None:
        """All steps in order; raises NotObserved."""
        for name, step in self.steps():
            try:
                step()
            except TimeoutError as error:
                raise NotObserved(f"{name}: nothing fitting arrived within {PATIENCE:.0f} s") from error
            except NotObserved as error:
                raise NotObserved(f"{name}: {error}") from None

    def steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """The story, step by step."""
        yield "a report from the public arrives", self.report
        yield "the analyst forwards it, tagged and signed", self.assess
        yield "Annex I reaches the LEA", self.annex
        yield "the LEA confirms the receipt", self.receipt
        yield "the LEA asks to wait", self.hold
        yield "the notice does not go at its time", self.nothing_goes
        yield "the LEA releases the hold", self.release
        yield "the notice reaches the provider", self.notice
        yield "the provider says removed", self.provider_removed
        yield "the analyst confirms the removal", self.confirm
        yield "the LEA is told, the case closes", self.close
        yield "the record holds", self.verify

    # --- the steps -----------------------------------------------------------------------------

    def report(self) -> None:
        """The public writes; the mail is registered and filed."""
        public = self.stage.people["public"]
        public.send(BOXES["intake"], "I saw something", f"Please look at {URL}\n")
        self._until(
            lambda: self.stage.host.messages(BOXES["intake"], "Hotline/Intake"),
            "the report is filed in Hotline/Intake",
        )
        self._say("public", "a report arrives, is registered and filed; nobody is answered")

    def assess(self) -> None:
        """The analyst forwards it as attachment, with tags and form lines, signed."""
        original = self.stage.host.messages(BOXES["intake"], "Hotline/Intake")[0]
        analyst = self.stage.people["analyst"]
        raw = analyst.send(
            BOXES["intake"],
            "[ILLEGAL] [HOST:EE]",
            FORM,
            sign=True,
            encrypt_to=(self.stage.hotline_key,),
            attach_original=original,
        )
        self._keep("analyst-report", raw)
        raw, opened = self._wait("analyst", "Case opened")
        self.reference = self._reference_in(opened.subject)
        self._keep("opened", raw)
        self._say("analyst", f"forwards it with [ILLEGAL] and form lines, signed: {self.reference}")

    def annex(self) -> None:
        """The LEA finds Annex I: encrypted, signed by the hotline, complete."""
        raw, opened = self._wait("lea", self.reference)
        self._check(opened.encrypted, "the report is encrypted")
        self._check(opened.signer_fingerprint == self.stage.hotline_key, "it is signed by the hotline")
        self._check(URL in opened.text and MARKER in opened.text, "the decrypted form is complete")
        self._check(self._clear_of(raw, URL, MARKER), "nothing of it can be read from outside")
        self._keep("annex-i", raw)
        (self.stage.folder / "annex-i.txt").write_text(opened.text, encoding="utf-8")
        for name in ("annex-i.pdf", "annex-i.json"):
            self._check(name in opened.attachments, f"{name} goes with the report")
            (self.stage.folder / name).write_bytes(opened.attachments[name])
        self._say("LEA", f"receives Annex I, encrypted; decrypted: “{opened.subject}”")

    def receipt(self) -> None:
        """The LEA replies in plain words, with the code from inside the encryption."""
        raw, opened = self._last("lea")
        code = re.search(r"RC(?:-[0-9A-Z]{4}){4}", opened.text)
        self._check(code is not None, "the report carries a receipt code")
        self._keep("receipt", self._reply("lea", raw, f"Received.\n{code[0] if code else ''}\n"))
        self._matched()
        self._say("LEA", "replies “received” with the code; the receipt is matched")

    def hold(self) -> None:
        """The LEA asks to wait, unsigned: a hold needs no proof."""
        raw, _ = self._last("lea")
        self._keep("hold", self._reply("lea", raw, "Please wait with the notice.\n", encrypt=False))
        raw, _ = self._wait("lea", "On hold")
        self._keep("hold-state", raw)
        self._wait("analyst", "On hold")
        self._say("LEA", "asks to wait; told at once that the notice is on hold")

    def nothing_goes(self) -> None:
        """The due time passes, and the provider's mailbox stays empty."""
        accepted = min(one.at for one in self.stage.host.accepted if PEOPLE["lea"] in one.rcpt)
        due = accepted.timestamp() + self._delay()
        self._until(lambda: time.time() > due + 6.0, "the due time passes", patience=self._delay() + 30.0)
        found = self.stage.host.messages(PEOPLE["provider"])
        self._check(not found, "no notice has reached the provider")
        self._say("hotlined", "the notice was due 6 s ago; held: it has not gone")

    def release(self) -> None:
        """The LEA lifts the hold, signed."""
        raw, _ = self._last("lea")
        text = f"{self.reference}: you can send the notice now.\n\n[RELEASE]\n"
        self._keep("release", self._reply("lea", raw, text, subject=f"[{self.reference}] [RELEASE]"))
        raw, _ = self._wait("lea", "Hold lifted")
        self._say("LEA", "releases the hold in a signed mail")

    def notice(self) -> None:
        """The provider gets the notice, without a word of LEA or analyst."""
        raw, opened = self._wait("provider", "Notice")
        self._check("files[.]example[.]net/item-1" in opened.text, "the notice names the content")
        words = ("police", MARKER, PEOPLE["analyst"], PEOPLE["public"], "wait with the notice")
        self._check(self._clear_of(raw, *words), "the notice names no LEA, no analyst, no description")
        self._keep("notice", raw)
        self._wait("lea", "Notice sent")
        self._say("provider", "receives the notice; the LEA is told when it went")

    def provider_removed(self) -> None:
        """The provider answers; the analyst is asked to verify."""
        raw, _ = self._last("provider")
        self._keep("provider-removed", self._reply("provider", raw, "REMOVED 1\n", encrypt=False))
        raw, _ = self._wait("analyst", "Please verify")
        self._keep("verify", raw)
        self._say("provider", "answers REMOVED 1; the analyst is asked to verify")

    def confirm(self) -> None:
        """The analyst has looked and confirms."""
        analyst = self.stage.people["analyst"]
        raw = analyst.send(
            BOXES["intake"],
            f"[{self.reference}] [REMOVED:1]",
            "Checked.\n",
            sign=True,
            encrypt_to=(self.stage.hotline_key,),
        )
        self._keep("confirmed", raw)
        self._wait("analyst", "Done")
        self._say("analyst", "has checked: [REMOVED:1]")

    def close(self) -> None:
        """The LEA learns of the removal, the analyst of the closing."""
        raw, _ = self._wait("lea", "Content removed")
        self._keep("removal", raw)
        self._wait("analyst", "Closed")
        self._say("LEA", "is told that the content is removed; the case closes")

    def verify(self) -> None:
        """The daemon stops cleanly; the chain of events holds; the history is kept."""
        self._check(self.stage.stop() == 0, "the daemon stops cleanly on SIGTERM")
        checked = subprocess.run(self.stage.command("verify"), capture_output=True, check=False)  # noqa: S603 - our own program
        self._check(checked.returncode == 0, "`hotlined verify` finds nothing wrong")
        shown = subprocess.run(  # noqa: S603 - our own program
            self.stage.command("show", self.reference, "--json"), capture_output=True, check=False
        )
        self._check(shown.returncode == 0, "`hotlined show` prints the history")
        (self.stage.folder / "history.json").write_bytes(shown.stdout)
        self._say("hotlined", "stopped; every chain of events holds")

    # --- looking and acting --------------------------------------------------------------------

    def _reply(
        self, who: str, to: bytes, text: str, *, subject: str | None = None, encrypt: bool = True
    ) -> bytes:
        person = self.stage.people[who]
        return person.reply(
            to,
            text,
            subject=subject,
            sign=encrypt,
            encrypt_to=(self.stage.hotline_key,) if encrypt else (),
        )

    def _wait(self, who: str, words: str) -> tuple[bytes, Opened]:
        """The next mail whose (protected) subject has these words and, once known, the reference."""
        person = self.stage.people[who]

        def fits(raw: bytes) -> bool:
            return words in person.open(raw).subject

        raw = person.wait_for(fits, timeout=PATIENCE)
        return raw, person.open(raw)

    def _last(self, who: str) -> tuple[bytes, Opened]:
        """The first mail of the case in somebody's mailbox: what a person replies to."""
        person = self.stage.people[who]
        for raw in person.inbox():
            opened = person.open(raw)
            if self.reference in opened.subject:
                return raw, opened
        raise NotObserved(f"{who} has no mail of {self.reference}")

    def _matched(self) -> None:
        """Ask for the state of the case by mail, until the answer says that the receipt has come."""
        deadline = time.monotonic() + PATIENCE
        analyst = self.stage.people["analyst"]
        while time.monotonic() < deadline:
            analyst.send(BOXES["intake"], f"[{self.reference}] [STATUS]", "\n", sign=True)
            _, opened = self._wait("analyst", "Status")
            if "received" in opened.text:
                return
            time.sleep(0.5)
        raise NotObserved("the receipt is matched")

    def _delay(self) -> float:
        text = str({**AGREEMENT, **self.stage.agreement}["ntd_delay"])
        return float(text.removesuffix("s"))

    def _until(self, true: Callable[[], object], expected: str, *, patience: float = PATIENCE) -> None:
        deadline = time.monotonic() + patience
        while not true():
            if time.monotonic() > deadline:
                raise NotObserved(expected)
            time.sleep(0.05)

    def _check(self, true: bool, expected: str) -> None:
        if not true:
            raise NotObserved(f"expected: {expected}")

    def _clear_of(self, raw: bytes, *words: str) -> bool:
        return not any(word.encode() in raw for word in words)

    def _reference_in(self, subject: str) -> str:
        found = re.search(r"HL-\d{4}-\d{6}-[0-9A-Z]", subject)
        if found is None:
            raise NotObserved("the answer names the case")
        return found[0]

    def _keep(self, name: str, raw: bytes) -> None:
        self.kept += 1
        (self.stage.folder / f"{self.kept:02d}-{name}.eml").write_bytes(raw)

    def _say(self, who: str, what: str) -> None:
        seconds = time.monotonic() - self.began
        line = f"[dim]{seconds:5.1f} s[/dim]  [bold]{who:<9}[/bold] {escape(what)}"
        self.console.print(line, highlight=False, soft_wrap=True)
