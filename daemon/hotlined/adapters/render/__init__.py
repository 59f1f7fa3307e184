"""Templates: what was decided becomes a subject and a text (jinja2, sandboxed, compiled once).

`templates/<kind>/<language>.subject.j2` and `.txt.j2`, or `<set>.<language>.…` for a unit that has a set
of its own; the site's folder lies in front of the shipped one, file by file.
`templates/words/<language>.part.j2` sets the words that filters and the printed form need ("Yes", "days");
in a template they are `spoken`.  The HTML beside a text has no source of its own: it is the same template,
read as blocks (`domain.mail.page`) and shown by `templates/base/mail.html.j2`; a kind that needs more has a
`<language>.html.j2`, which extends that.  Words of a mail come in as values only and are never read as a
template (threats I6); an undefined value is an error, so that no mail leaves with a hole in it.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from jinja2 import (
    BytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.bccache import Bucket
from jinja2.exceptions import UndefinedError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from hotlined.adapters.render.filters import (
    answer,
    as_said,
    defang,
    defanged,
    quoted,
    registered,
    same,
    spoken_duration,
    wrap,
)
from hotlined.adapters.render.said import Pieces, Sayings, joined, read_catalogue
from hotlined.app.ports import Permanent, Rendered
from hotlined.domain.mail.page import Ours, marked, read_page, unmarked
from hotlined.domain.overview.board_moves import BOARD
from hotlined.domain.tagging.buttons import Buttons
from hotlined.domain.values.shown import local_time, short_time

__all__ = ["JinjaTemplates", "defang", "wrap"]

FALLBACK: Final = "en"
KEPT: Final = 4_096  # answers of the sandbox
PARTS: Final = ("subject.j2", "txt.j2")
WORDS: Final = "words/{}.part.j2"
SAYINGS: Final = "words/{}.po"
PAGE: Final = "base/mail.html.j2"

_BREAKS: Final = frozenset({"Cc", "Zl", "Zp"})  # what could end a header line, and other controls
_MARKUP: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_KIND: Final = re.compile(r"[a-z][a-z0-9-]{0,63}")
_LANGUAGE: Final = re.compile(r"[a-z]{2}")
_NAMED: Final = re.compile(r"'([A-Za-z_][A-Za-z0-9_]{0,40})' is undefined")


class _Compiled(BytecodeCache):
    """What was compiled once in this process, for the objects that a reload makes; by file and content.

    Never on disk: code that is loaded from a file is code that somebody else may have written.
    """

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if (kept := self._kept.get(bucket.key)) is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


# What `finalize` makes of a constant stands in the code: the two kinds of environment share nothing.
_PLAIN: Final = _Compiled()
_MARKING: Final = _Compiled()
# Digests of the sources in which `check` found no fault: all environments have the same filters, so it finds
# none in them later either.
_FAULTLESS: Final[set[bytes]] = set()


class _Sandbox(ImmutableSandboxedEnvironment):
    """The sandbox, which is asked for every attribute that a template names: 500 times for an answer.

    What it says depends on the attribute and on the object's class only, so it is kept.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self._allowed: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Whether a template may have it."""
        key = (type(obj), attr)
        allowed = self._allowed.get(key)
        if allowed is None:
            allowed = super().is_safe_attribute(obj, attr, value)
            if len(self._allowed) < KEPT:  # a site's template may look up words of a mail
                self._allowed[key] = allowed
        return allowed


class JinjaTemplates:
    """Implements `ports.Templates`; times are shown in `zone`."""

    def __init__(self, site_dir: Path | None, shipped: Path, *, zone: tzinfo) -> None:
        self._own = [site_dir] if site_dir is not None else []
        self._folders = [*self._own, shipped]
        self._zone = zone
        self._sayings: dict[str, Sayings] = {}
        self._words: dict[str, Mapping[str, str]] = {}
        self._found: dict[str, bool] = {}  # names of files: they are looked for once, as they are read once
        self._fixed: tuple[str, ...] | None = None
        self._environment = self._made(_PLAIN)
        # Of a text that becomes HTML each value is marked, and nothing is wrapped or indented.
        self._marking = self._made(_MARKING, lambda value: marked(defanged(value)))
        self._marking.filters.update(wrap=same, indent=quoted, said=self._said_marked)

    def _made(
        self, compiled: BytecodeCache, finalize: Callable[[object], object] | None = None
    ) -> ImmutableSandboxedEnvironment:
        environment = _Sandbox(
            loader=FileSystemLoader(self._folders),
            bytecode_cache=compiled,
            undefined=StrictUndefined,
            finalize=finalize,
            autoescape=_is_html,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            cache_size=-1,  # kept for good: a reload makes a new object
        )
        environment.filters.update(
            local=self._local,
            short=self._short,
            named=self._named,
            defang=defang,
            defang_urls=defanged,
            registered=registered,
            answer=answer,
            as_said=as_said,
            wrap=wrap,
            duration=spoken_duration,
            said=self._said,
        )
        return environment

    def render(self, kind: str, language: str, values: Mapping[str, object], *, own: str = "") -> Rendered:
        """Subject (one line) and text (LF, one newline at its end) in the language, else in English.

        `own` is the set of templates that lies in front of the others, file by file.

        Raises Permanent when a template is missing or faulty, or a value is undefined; the message names
        the template and the line, never a value.
        """
        spoken = language if self._speaks(kind, language) else FALLBACK
        filling = {**values, "spoken": self.words(spoken)}
        subject, text = (self._fill(self._name(kind, spoken, part, own), filling) for part in PARTS)
        subject = subject.strip(" \t\r\n")
        if not subject or any(unicodedata.category(c) in _BREAKS for c in subject):
            raise Permanent(f"templates/{kind}/{spoken}.subject.j2 does not give one line of text")
        return Rendered(subject, text.replace("\r\n", "\n").rstrip() + "\n")

    def page(
        self, kind: str, language: str, values: Mapping[str, object], subject: str, buttons: Buttons
    ) -> str:
        """The same mail as HTML, for analysts only: `subject` as it was rendered; raises like `render`."""
        spoken = language if self._speaks(kind, language) else FALLBACK
        words = self.words(spoken)
        filling = {**values, "spoken": words}
        text = self._fill(self._name(kind, spoken, PARTS[1], ""), filling, self._marking)
        own = f"{kind}/{spoken}.html.j2"
        shown = {
            "kind": kind,
            "subject": unmarked(marked(subject)),
            "language": words.get("language", spoken),
            "page": read_page(text, buttons.link),
            "buttons": buttons,
        }
        return self._fill(own if self._exists(own) else PAGE, {**filling, **shown})

    def words(self, language: str) -> Mapping[str, str]:
        """The words of a language by name, English ones where it has none; raises Permanent on a fault."""
        if language not in self._words:
            self._words[language] = self._read_words(language)
        return self._words[language]

    def _read_words(self, language: str) -> Mapping[str, str]:
        languages = (FALLBACK, language) if _LANGUAGE.fullmatch(language) else (FALLBACK,)
        found: dict[str, str] = {}
        for name in (WORDS.format(one) for one in languages):
            if self._exists(name):
                try:
                    found |= vars(self._environment.get_template(name).make_module())
                except TemplateError as error:
                    raise Permanent(f"templates/{name}:{_line(error)}: {type(error).__name__}") from None
        return {name: str(word) for name, word in found.items() if not name.startswith("_")}

    def sayings(self, language: str) -> Sayings:
        """The program's own sentences in a language; raises Permanent where they cannot be read."""
        if language not in self._sayings:
            name = SAYINGS.format(language if _LANGUAGE.fullmatch(language) else FALLBACK)
            path = next((one for folder in self._folders if (one := folder / name).is_file()), None)
            try:
                entries = read_catalogue(path.read_text(encoding="utf-8")) if path else {}
            except (OSError, ValueError) as error:
                raise Permanent(f"templates/{name}:1: {type(error).__name__}") from None
            self._sayings[language] = Sayings(language, entries)
        return self._sayings[language]

    @pass_context
    def _said(self, context: Context, sentence: object, *, whole: bool = False) -> object:
        """A sentence of the program in the mail's language; `whole`: only one that holds no value."""
        return joined(self._pieces(context, sentence, whole=whole)) if isinstance(sentence, str) else sentence

    @pass_context
    def _said_marked(self, context: Context, sentence: object, *, whole: bool = False) -> object:
        """The same for a page: what it quotes is marked, all else is ours."""
        if not isinstance(sentence, str):
            return sentence
        return Ours(
            joined(self._pieces(context, sentence, whole=whole), lambda value: marked(defanged(value)))
        )

    def _pieces(self, context: Context, sentence: str, *, whole: bool) -> Pieces:
        return self.sayings(str(context["spoken"]["language"])).said(sentence, whole=whole)

    def check(self) -> tuple[str, ...]:
        """What is wrong with the templates, one sentence each: `file:line: sentence`, sorted.

        It compiles all of them, which takes seconds when it is done first in a process.
        """
        return tuple(sorted({*self._uncompilable(self._folders), *self._incomplete()}))

    def check_own(self) -> tuple[str, ...]:
        """The same, but of the site's own folder only, as a start and a reload can wait for."""
        return tuple(sorted({*self._uncompilable(self._own), *self._incomplete()}))

    def boilerplate(self) -> tuple[str, ...]:
        """The fixed text of every template, so that what we wrote is not taken for somebody's answer."""
        if self._fixed is None:  # each part that reads mails asks for it at the start
            texts = (
                path.read_text(encoding="utf-8")
                for folder in self._folders
                for path in sorted(folder.glob("*/*.txt.j2"))
            )
            self._fixed = tuple(_MARKUP.sub(" ", text) for text in texts)
        return self._fixed

    def _speaks(self, kind: str, language: str) -> bool:
        if not _KIND.fullmatch(kind):
            raise Permanent("a kind of mail that no template can have")
        names = [f"{kind}/{language}.{part}" for part in PARTS]
        return bool(_LANGUAGE.fullmatch(language)) and all(map(self._exists, names))

    def sets(self) -> frozenset[str]:
        """The names of the sets of templates that units can have of their own."""
        return frozenset(_whose(path)[0] for path in self._paths()) - {""}

    def _name(self, kind: str, language: str, part: str, own: str) -> str:
        mine = f"{kind}/{own}.{language}.{part}"
        return mine if own and self._exists(mine) else f"{kind}/{language}.{part}"

    def _paths(self) -> Iterator[Path]:
        for folder in self._folders:
            for part in PARTS:
                yield from folder.glob(f"*/*.{part}")

    def _exists(self, name: str) -> bool:
        if name not in self._found:
            self._found[name] = any((folder / name).is_file() for folder in self._folders)
        return self._found[name]

    def _fill(
        self,
        name: str,
        values: Mapping[str, object],
        environment: ImmutableSandboxedEnvironment | None = None,
    ) -> str:
        try:
            return (environment or self._environment).get_template(name).render(values)
        except TemplateNotFound:
            raise Permanent(f"templates/{name}, or one that it includes, is missing") from None
        except UndefinedError as error:
            # Other messages of jinja may quote a value; this one names a variable only.
            named = _NAMED.fullmatch(error.message or "")
            what = f'"{named.group(1)}" is undefined' if named else "a value is undefined"
            raise Permanent(f"templates/{name}:{_line(error)}: {what}") from None
        except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise Permanent(f"templates/{name}:{_line(error)}: {type(error).__name__}") from None

    def _uncompilable(self, folders: Sequence[Path]) -> Iterator[str]:
        for folder in folders:
            for path in sorted(folder.rglob("*.j2")):
                try:
                    source = path.read_text(encoding="utf-8")
                    digest = sha256(source.encode()).digest()
                    if digest not in _FAULTLESS:
                        self._environment.compile(source, path.name, str(path))
                        _FAULTLESS.add(digest)
                except TemplateSyntaxError as error:
                    yield f"{path}:{error.lineno}: {error.message}"
                except (OSError, UnicodeDecodeError):
                    yield f"{path}:1: is not UTF-8 text that can be read"
            for path in sorted(folder.glob(SAYINGS.format("*"))):
                try:
                    read_catalogue(path.read_text(encoding="utf-8"))
                except (OSError, ValueError) as error:
                    yield f"{path}:1: {error}"

    def _incomplete(self) -> Iterator[str]:
        # A unit's own set may hold one file only: the others stand in for the rest.
        found = {(path.parent.name, _whose(path)[1]) for path in self._paths()}
        wanted = found | {(kind, FALLBACK) for kind, _ in found}
        if not wanted:
            yield f"{self._folders[-1]}:1: holds no templates"
        for kind, language in wanted:
            for part in PARTS:
                if not self._exists(f"{kind}/{language}.{part}"):
                    yield f"{self._folders[-1] / kind}/{language}.{part}:1: is missing"

    @pass_context
    def _named(self, context: Context, who: str) -> str:
        """Whoever did something: a name is nobody's sentence, but the board has no name."""
        return joined(self.sayings(context["spoken"]["language"]).said(who)) if who == BOARD else who

    @pass_context
    def _short(self, context: Context, moment: datetime) -> str:
        return short_time(moment, self._zone, context["spoken"])

    def _local(self, moment: datetime) -> str:
        """An aware time in the site's zone (P15)."""
        return local_time(moment, self._zone)


def _whose(path: Path) -> tuple[str, str]:
    """The set of a template, "" for that of everybody, and its language."""
    *own, language, _, _ = path.name.split(".")
    return ".".join(own), language


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html.j2")


def _line(error: BaseException) -> int:
    """The line of the template in which it happened; jinja gives its frames the template's file and lines."""
    line, trace = 1, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".j2"):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
