"""What is found when a story is over: mails word for word, cases as lines, mails by folder, planted words."""

import email
import email.policy
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from hotlined.adapters.casefiles import CaseFiles
from hotlined.adapters.casefiles.layout import Layout, is_desk
from hotlined.demo.people import Opened
from hotlined.domain.cases.case import fold
from hotlined.domain.cases.sent import Fragment
from hotlined.domain.cases.state import Case
from hotlined.domain.overview.board import Column
from tests.e2e.patterns import fits, flowed
from tests.e2e.world import BOXES, Scene
from tests.support.ours import BOARD, is_ours

SENT = "Hotline/Sent"


def whole(folder: Path, name: str, raw: bytes, opened: Opened, known: Mapping[str, str]) -> dict[str, str]:
    """Compare a mail with expect/NAME.eml and expect/NAME.not.txt, where they are; what its places were."""
    found: dict[str, str] = {}
    path = folder / "expect" / f"{name}.eml"
    if path.exists():
        head, _, body = path.read_text(encoding="utf-8").partition("\n\n")
        mail = email.message_from_bytes(raw, policy=email.policy.compat32)
        for line in head.splitlines():
            field, _, pattern = line.partition(": ")
            values = [opened.subject] if field == "Subject" else mail.get_all(field, [])
            flat = [flowed(str(value)) for value in values]
            assert any(fits(pattern, one, known) is not None for one in flat), f"{name}: {line}\nbut: {flat}"
        places = fits(flowed(body), flowed(opened.text), known)
        assert places is not None, f"{name} is not as in {path.name}, but:\n{opened.text}"
        found = places
    unwanted = folder / "expect" / f"{name}.not.txt"
    for words in unwanted.read_text(encoding="utf-8").splitlines() if unwanted.exists() else ():
        assert words.encode() not in (raw + opened.text.encode()), f"{name} says {words}"
    return found


def cases(root: Path) -> list[list[str]]:
    """Each case of a store as lines that a person can read."""
    layout = Layout(root)
    names = sorted({*layout.home_streams(), *layout.closed_streams()})
    store = CaseFiles.read(root)
    records = [store.load(name) for name in names if not is_desk(name)]
    return [list(describe(fold(record.stream, record.entries))) for record in records if record is not None]


def describe(case: Case) -> Iterator[str]:
    """A case as lines that a person can read."""
    yield f"case {case.stream} {'closed: ' + case.closed if case.closed else 'open'}"
    if case.iccam:
        yield f"ICCAM {case.iccam}"
    for fragment in case.fragments:
        yield f"report {fragment.number}/{fragment.of} to {fragment.unit} {_state(case, fragment)}"
    for hold in case.holds:
        until = f"until {hold.until:%Y-%m-%d}" if hold.until else "open-ended"
        yield f"hold {hold.id} by {hold.by}, {'lifted' if hold.lifted_at else until}"
    for pause in case.pauses:
        yield f"question {pause.id} {'answered' if pause.lifted else 'open'}: {pause.why}"
    for contact, why in case.whys().items():
        yield f"notice to {contact} waits: {why}"
    for notice in case.notices:
        sent = case.sent[notice.message_id]
        state = "bounced" if sent.bounced else sent.state
        told = "escalated" if notice.escalated else f"{notice.reminders} reminders"
        items = ", ".join(map(str, notice.items))
        yield f"notice {notice.number} to {notice.contact} about {items}: {state}, {told}"
    for item in case.items:
        gone = f"removed, says the {item.removed_by}{', verified' if item.verified else ''}"
        yield f"item {item.number} {gone if item.removed_by else 'online'}"


def _state(case: Case, fragment: Fragment) -> str:
    sent = case.sent.get(fragment.message_id or "")
    if fragment.blocked is not None:
        return f"blocked: {fragment.blocked}"
    if fragment.received_at is not None:
        return f"received ({fragment.received_how})"
    return "bounced" if sent and sent.bounced else str(sent.state) if sent else "?"


def folders(scene: Scene, names: Mapping[str, str]) -> list[str]:
    """Where each mail of the daemon's mailboxes lies, as "NAME in BOX FOLDER"; `names` by Message-ID."""
    found = []
    dovecot = scene.world.dovecot
    for box, address in BOXES.items():
        with dovecot.login(address) as client:
            for flags, _, folder in client.list_folders():
                # Beside ours: what the service keeps of what was sent, Gmail's view of all there is, and its
                # Trash, in which a stop may leave what was being destroyed.
                seen = {flag.lower() for flag in flags} & {b"\\all", b"\\noselect", b"\\trash"}
                left_out = is_ours(folder) or folder == dovecot.copies or seen
                if not left_out and client.folder_status(folder, ["MESSAGES"])[b"MESSAGES"]:
                    client.select_folder(folder, readonly=True)
                    answers = client.fetch(client.search("ALL"), ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"])
                    for answer in answers.values():
                        head = next(value for key, value in answer.items() if key.startswith(b"BODY"))
                        message_id = re.search(r"<[^>]+>", head.decode())
                        name = names.get(message_id[0] if message_id else "", "an unknown mail")
                        found.append(f"{name} in {box} {folder}")
    return sorted(found)


def board(scene: Scene) -> dict[str, list[bytes]]:
    """The cards in each column of the board that has any."""
    lying = scene.world.dovecot.lying(BOXES["intake"], [f"{BOARD}{column}" for column in Column])
    # One may have been expunged between listing and fetching.
    there = {folder.removeprefix(BOARD): [raw for raw in cards if raw] for folder, cards in lying.items()}
    return {column: cards for column, cards in there.items() if cards}


def copies(scene: Scene) -> dict[str, bytes]:
    """The copies of reports in the hotline's own mailbox, by Message-ID."""
    mails = scene.world.dovecot.messages(BOXES["lea"], SENT)
    ids = [re.search(rb"^Message-ID: (\S+)", raw, re.MULTILINE) for raw in mails]
    assert len({one[1] for one in ids if one}) == len(mails), "a copy was filed twice"
    return {one[1].decode(): raw for one, raw in zip(ids, mails, strict=True) if one}


def reports(root: Path) -> set[str]:
    """The Message-IDs of the reports that a server has taken."""
    layout = Layout(root)
    names = (*layout.home_streams(), *layout.closed_streams())
    records = [CaseFiles.read(root).load(name) for name in names if not is_desk(name)]
    folded = [fold(record.stream, record.entries) for record in records if record is not None]
    sent = [mail for case in folded for mail in case.sent.values()]
    return {mail.message_id for mail in sent if mail.kind == "annex-i" and mail.accepted_at is not None}


def readable(raw: bytes) -> Iterator[bytes]:
    """All that can be read of a mail without a key: its bytes, and its parts with their coding undone."""
    yield raw
    for part in email.message_from_bytes(raw, policy=email.policy.compat32).walk():
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            yield data
