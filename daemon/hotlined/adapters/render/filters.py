"""The filters of the templates: values as people read them, in the mail's language."""

import re
import textwrap
from datetime import timedelta
from typing import Final

from jinja2 import pass_context
from jinja2.runtime import Context

from hotlined.domain.form.amendment import answer_kept
from hotlined.domain.form.annex import Answer
from hotlined.domain.mail.marked import Ours
from hotlined.domain.values.shown import duration

WIDTH: Final = 72

# A tag that is broken over two lines is none to whoever copies it into the first lines of a mail.
_TAG: Final = re.compile(r"\[[A-Z][A-Z-]*:[^\[\]\n]{1,200}\]")
_JOINED: Final = "\0"  # no text has one, and it is no blank to textwrap

_HTTP: Final = re.compile(r"http(s?)(?=:)", re.IGNORECASE)
# Browsers take "http:/host" and "http:\\host" as well (WHATWG URL, special authority slashes state).
_SCHEME: Final = re.compile(r"h(?:tt|xx)ps?:[/\\]*|[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST_ENDS: Final = re.compile(r"[/?#\\]")
_BARE_DOT: Final = re.compile(r"(?<!\[)\.(?!\])")
_URL: Final = re.compile(r"(?:\b[a-z][a-z0-9+.-]*:[/\\]{1,2}|\bwww\.)[^\s<>\"]+", re.IGNORECASE)


def defang(url: str) -> str:
    """A URL that nobody opens by accident: http as hxxp, dots of the host as [.]; the path stays whole."""
    scheme = _SCHEME.match(url)
    head = scheme.group() if scheme else ""
    rest = url[len(head) :]
    end = _HOST_ENDS.search(rest)
    at = end.start() if end else len(rest)
    return _HTTP.sub(r"hxxp\1", head).lower() + _BARE_DOT.sub("[.]", rest[:at]) + rest[at:]


def defanged(value: object) -> object:
    """A value for HTML: every URL in it so that no mail program makes a link of it."""
    if not isinstance(value, str) or isinstance(value, Ours):
        return value
    return _URL.sub(lambda found: defang(found.group()), value)


def same(text: str, *_: object, **__: object) -> str:
    """In place of `wrap`, where the reader's program wraps."""
    return text


def quoted(text: str, width: int = 4, first: bool = False) -> str:
    """In place of `indent`: what is indented as a whole is a quotation, all else hangs by itself."""
    return textwrap.indent(text, " " * width) if first else text


@pass_context
def answer(context: Context, given: Answer | None) -> str:
    """An answer of the form in the mail's language; nothing for a question that nobody answered."""
    return "" if given is None else str(context["spoken"][Answer(given).name.lower()])


@pass_context
def spoken_duration(context: Context, span: timedelta) -> str:
    """A length of time in the mail's language: "24 h", "6 days"."""
    return duration(span, context["spoken"])


def wrap(text: str, width: int = WIDTH, indent: str = "") -> str:
    """Each line of a text filled to the width; later lines of it indented; URLs and tags stay whole."""
    lines = _TAG.sub(lambda tag: tag[0].replace(" ", _JOINED), text).splitlines()
    return "\n".join(
        textwrap.fill(line, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
        for line in lines
    ).replace(_JOINED, " ")


@pass_context
def as_said(context: Context, text: str | None, field: str) -> str:
    """A value of an `Amendment`, which is kept in English, as the form has it in the mail's language."""
    given = answer_kept(field, text)
    return answer(context, given) if given is not None else text or ""
