"""What has to be the same on all machines that share a database: by name, each as a digest.

Of mailboxes.yaml that is what mails and decisions are made by; servers, paths, passwords and programs are
each machine's own.  Compared is what is in force: comments and order do not count, nor whether a default is
written out, or a length of time in days or in hours.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import hotlined
from hotlined import code_digest
from hotlined.adapters.config.mailboxes import MailboxesFile
from hotlined.adapters.config.ruleset import Ruleset
from hotlined.adapters.config.sentences import Block

_KEYS: Final = (
    "hotline", "people", "backup", "test_mode", "authserv_ids", "authserv_below", "gateway_marks", "verp",
    "reply_to",
)  # fmt: skip
_OF_A_MAILBOX: Final = ("address", "formerly", "folders")


def common(boxes: MailboxesFile, rules: Ruleset, templates: Path | None) -> Mapping[str, str]:
    """The digests; `templates` is the site's own folder.  What cannot be read counts as nothing."""
    found = {"hotlined": f"{hotlined.__version__} {code_digest.code()[:12]}", "mailboxes.yaml": _ours(boxes)}
    found |= {f"rules/{name}.yaml": _of(_values(getattr(rules, name))) for name in rules.files}
    if templates is not None:
        texts = {path.relative_to(templates).as_posix(): _bytes(path) for path in _templates(templates)}
        if there := {name: text for name, text in texts.items() if text is not None}:
            found["templates"] = _of(there)
    return found


def _templates(folder: Path) -> set[Path]:
    """Those alone that letters are made of: an editor's copy beside them makes no difference.

    As `render` looks for them, into a link to a folder, too.
    """
    return {*folder.rglob("*.j2"), *folder.glob("*/*.j2"), *folder.glob("words/*.po")}


def _ours(boxes: MailboxesFile) -> str:
    there = {name: _values(box, _OF_A_MAILBOX) for name, box in boxes.mailboxes.there().items()}
    return _of({**_values(boxes, _KEYS), "mailboxes": there})


def _values(block: Block, keys: Sequence[str] | None = None) -> dict[str, object]:
    """A block with its defaults, or these of its keys; a text in several languages is no dict any more."""
    return block.model_dump(include=None if keys is None else {*keys}, warnings=False)


def _bytes(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    except OSError:
        return None


def _of(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True, default=_plain).encode()).hexdigest()[:16]


def _plain(value: object) -> object:
    """A value that JSON has no form for; a set has no order, and another one in each process."""
    return sorted(map(str, value)) if isinstance(value, set | frozenset) else str(value)
