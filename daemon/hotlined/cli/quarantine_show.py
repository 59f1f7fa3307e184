"""`quarantine show`: a mail as plain text.  Nothing is opened, fetched, run or rendered.

Whatever could command a terminal or turn the direction of writing is shown as an escape.  What is encrypted
stays so unless it is asked for.
"""

from collections.abc import Iterator
from typing import Final

from hotlined.adapters import mime_read
from hotlined.adapters.config.settings import Settings
from hotlined.app.ports import Content, OpenPGP, Permanent, Temporary, TooOdd
from hotlined.cli.keys import opened_home
from hotlined.cli.quarantined import Item, fetched
from hotlined.cli.say import line, local
from hotlined.domain.mail.identity import from_its_head

LONGEST: Final = 400  # characters of one header field
READ: Final = ("from", "reply-to", "to", "cc", "subject")  # shown decoded besides
LINES: Final = 2_000  # of the text


def print_mail(settings: Settings, item: Item, *, decrypt: bool) -> None:
    """What is known of the mail, its header fields, how it is protected, its text, its attachments."""
    got = fetched(settings, item)
    zone = settings.site.hotline.timezone
    line(f"{item.id}: {item.folder}, {item.reason}", style="bold")
    line(f"came to {item.mailbox}, {item.sender or 'unknown'}; {len(got.raw)} bytes, in {got.found.folder}")
    line(f"judged {local(item.at, zone)}; digest {item.mail}")
    whole = from_its_head(got.raw)
    try:
        structure = mime_read.read_structure(whole)
    except TooOdd as odd:
        line(f"it cannot be taken apart ({odd}); this is how it begins:")
        _print_text(got.raw[:20_000].decode("utf-8", "replace"))
        return
    line("")
    for name, value in structure.headers.fields():
        line(f"{name}: {_short(value)}")
    for name in READ:
        for raw, decoded in zip(structure.headers.raw(name), structure.headers.all(name), strict=True):
            if "=?" in raw:
                line(f"  {name} reads: {_short(decoded)}")
    with opened_home(settings) as openpgp:
        content, told = _opened(structure, whole, openpgp, settings, decrypt=decrypt)
    line("")
    line(told, style="bold")
    if content is not None:
        for name, value in (content.protected or {}).items():
            line(f"protected {name}: {mime_read.visible(value)}")
        _print_text(content.text)
        for row in _attachments(content):
            line(row)


def _short(value: str) -> str:
    cut = " [cut]" if len(value) > LONGEST else ""
    return mime_read.visible(value[:LONGEST]).replace("\n", " ") + cut


def _opened(
    structure: mime_read.Structure, raw: bytes, openpgp: OpenPGP, settings: Settings, *, decrypt: bool
) -> tuple[Content | None, str]:
    """What may be shown, and how it was protected; as it is read in `app.reading`."""
    zone = settings.site.hotline.timezone
    secret = structure.crypto == "encrypted" or (structure.crypto == "inline" and bool(structure.ciphertext))
    try:
        if secret and not decrypt:
            return None, "encrypted; --decrypt shows what we can open"
        if secret:
            opened = openpgp.open(structure.ciphertext)
            told = _signed_by(opened.checked.signature, opened.checked.problem)
            if structure.crypto == "inline":
                return mime_read.read_text(opened.plaintext, zone=zone), f"inline encrypted; {told}"
            return mime_read.read_content(opened.plaintext, zone=zone), f"encrypted; {told}"
        if structure.crypto == "signed":
            checked = openpgp.verify(structure.signed, structure.signature)
            told = _signed_by(checked.signature, checked.problem)
            return mime_read.read_content(structure.signed, zone=zone), told
        return mime_read.read_content(raw, zone=zone), structure.problem or "neither signed nor encrypted"
    except TooOdd as odd:
        return None, f"its text cannot be read: {odd}"
    except (Permanent, Temporary) as error:
        return None, f"it cannot be opened: {error}"


def _signed_by(signature: object, problem: str | None) -> str:
    fingerprint = getattr(signature, "fingerprint", "")
    return f"signed by {fingerprint}" if fingerprint else f"not signed: {problem or 'no signature'}"


def _print_text(text: str) -> None:
    lines = mime_read.visible(text).replace("\t", "    ").splitlines()
    for one in lines[:LINES]:
        line(f"  | {one}")
    if len(lines) > LINES:
        line(f"  | [{len(lines) - LINES} more lines]")


def _attachments(content: Content) -> Iterator[str]:
    for one in content.attachments:
        name, kind = mime_read.visible(one.name), mime_read.visible(one.content_type)
        yield f"attachment, not opened: {name} ({kind}, {one.size} bytes, sha256 {one.sha256})"
