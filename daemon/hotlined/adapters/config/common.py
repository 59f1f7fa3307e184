"""What has to be the same on all machines that share a database: by name, each as a digest.

Of mailboxes.yaml that is what mails and decisions are made by; servers, paths, passwords and programs are
each machine's own.  Values are compared as they stand in the files, so that comments and order do not count.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import hotlined
from hotlined import sources
from hotlined.adapters.config.yamlfile import YamlFile

_KEYS: Final = (
    "hotline", "people", "backup", "test_mode", "authserv_ids", "authserv_below", "gateway_marks", "verp",
    "reply_to",
)  # fmt: skip
_OF_A_MAILBOX: Final = ("address", "folders")


def common(boxes: YamlFile, rules: Mapping[str, YamlFile], templates: Path | None) -> Mapping[str, str]:
    """The digests; `templates` is the site's own folder.  What cannot be read counts as nothing."""
    found = {"hotlined": f"{hotlined.__version__} {sources.code()[:12]}", "mailboxes.yaml": _ours(boxes)}
    found |= {f"rules/{name}.yaml": _of(one.data) for name, one in rules.items()}
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


def _ours(boxes: YamlFile) -> str:
    data = boxes.data if isinstance(boxes.data, dict) else {}
    mailboxes = data.get("mailboxes")
    blocks = mailboxes.items() if isinstance(mailboxes, dict) else ()
    ours = {
        name: {key: block[key] for key in _OF_A_MAILBOX if key in block}
        for name, block in blocks
        if isinstance(block, dict)
    }
    return _of({**{key: data[key] for key in _KEYS if key in data}, "mailboxes": ours})


def _bytes(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
    except OSError:
        return None


def _of(data: object) -> str:
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]
