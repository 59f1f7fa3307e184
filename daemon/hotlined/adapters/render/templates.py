"""Templates: what was decided becomes a subject and a text (jinja2, sandboxed, compiled once).

`templates/<kind>/<language>.subject.j2` and `.txt.j2`, or `<set>.<language>.…` for a unit that has a set
of its own; the site's folder lies in front of the shipped one, file by file.
`templates/words/<language>.part.j2` sets the words that filters and the printed form need ("Yes", "days");
in a template they are `spoken`.  The HTML beside a text has no source of its own: it is the same template,
read as blocks (`domain.mail.page`) and shown by `templates/base/mail.html.j2`; a kind that needs more has a
`<language>.html.j2`, which extends that.  Words of a mail come in as values only and are never read as a
template (threats I6); an undefined value is an error, so that no mail leaves with a hole in it.
"""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from os.path import isfile
from pathlib import Path
from typing import Final

from jinja2 import TemplateError, TemplateNotFound, pass_context
from jinja2.exceptions import UndefinedError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from hotlined import suffixes
from hotlined.adapters.render.asked import included, silent, strange
from hotlined.adapters.render.faults import incomplete, uncompilable, unread
from hotlined.adapters.render.files import FALLBACK, LANGUAGE, PARTS, SAYINGS, Files
from hotlined.adapters.render.filters import (
    answer,
    as_said,
    defang,
    defanged,
    quoted,
    same,
    spoken_duration,
    wrap,
)
from hotlined.adapters.render.said import Pieces, Sayings, joined, read_catalogue
from hotlined.adapters.render.sandbox import MARKING, PLAIN, Compiled, place_of, sandbox, undefined
from hotlined.adapters.render.worded import worded
from hotlined.app.ports import Permanent, Rendered
from hotlined.domain.hotline.uri import told_apart
from hotlined.domain.mail.marked import Ours, marked, unmarked
from hotlined.domain.mail.page import read_page
from hotlined.domain.overview.board_moves import BOARD
from hotlined.domain.tagging.buttons import Buttons
from hotlined.domain.values.shown import local_time, short_time, stilled

WORDS: Final = "words/{}.part.j2"
PAGE: Final = "base/mail.html.j2"

_BREAKS: Final = frozenset({"Cc", "Zl", "Zp"})  # what could end a header line, and other controls


class JinjaTemplates:
    """Implements `ports.Templates`; times are shown in `zone`."""

    def __init__(self, site_dir: Path | None, shipped: Path, *, zone: tzinfo) -> None:
        self._own = [site_dir] if site_dir is not None else []
        self._files = Files([*self._own, shipped])
        self._zone = zone
        self._sayings: dict[str, Sayings] = {}
        self._words: dict[str, Mapping[str, str]] = {}
        self._environment = self._made(PLAIN)
        # Of a text that becomes HTML each value is marked, and nothing is wrapped or indented.
        self._marking = self._made(MARKING, lambda value: marked(defanged(value)))
        self._marking.filters.update(wrap=same, indent=quoted, said=self._said_marked)

    def _made(
        self, compiled: Compiled, finalize: Callable[[object], object] | None = None
    ) -> ImmutableSandboxedEnvironment:
        environment = sandbox(self._files.folders, compiled, finalize)
        environment.filters.update(
            local=self._local,
            short=self._short,
            day=self._day,
            named=self._named,
            defang=defang,
            defang_urls=defanged,
            registered=suffixes.registrable,
            answer=answer,
            as_said=as_said,
            told_apart=told_apart,
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
        spoken = self.spoken(kind, language)
        filling = {**worded(values, spoken), "spoken": self.words(spoken)}
        subject, text = (self._fill(self._files.name(kind, spoken, part, own), filling) for part in PARTS)
        subject = subject.strip(" \t\r\n")
        if not subject or any(unicodedata.category(c) in _BREAKS for c in subject):
            raise Permanent(f"templates/{kind}/{spoken}.subject.j2 does not give one line of text")
        return Rendered(subject, stilled(text.replace("\r\n", "\n").lstrip("\n").rstrip()) + "\n")

    def page(
        self, kind: str, language: str, values: Mapping[str, object], subject: str, buttons: Buttons
    ) -> str:
        """The same mail as HTML, for analysts only: `subject` as it was rendered; raises like `render`."""
        spoken = self.spoken(kind, language)
        words = self.words(spoken)
        filling = {**worded(values, spoken), "spoken": words}
        text = self._fill(self._files.name(kind, spoken, PARTS[1], ""), filling, self._marking)
        own = f"{kind}/{spoken}.html.j2"
        shown = {
            "kind": kind,
            "subject": unmarked(marked(subject)),
            "language": words.get("language", spoken),
            "page": read_page(text, buttons.link),
            "buttons": buttons,
        }
        return self._fill(own if self._files.exists(own) else PAGE, {**filling, **shown})

    def spoken(self, kind: str, language: str) -> str:
        """The language in which a kind of mail is written to a reader of `language`; raises Permanent."""
        return language if self._files.speaks(kind, language) else FALLBACK

    def words(self, language: str) -> Mapping[str, str]:
        """The words of a language by name, English ones where it has none; raises Permanent on a fault."""
        if language not in self._words:
            self._words[language] = self._read_words(language)
        return self._words[language]

    def _read_words(self, language: str) -> Mapping[str, str]:
        languages = (FALLBACK, language) if LANGUAGE.fullmatch(language) else (FALLBACK,)
        found: dict[str, str] = {}
        for name in (WORDS.format(one) for one in languages):
            if self._files.exists(name):
                try:
                    found |= vars(self._environment.get_template(name).make_module())
                except TemplateError as error:
                    raise self._fault(error, name, type(error).__name__) from None
        return {name: str(word) for name, word in found.items() if not name.startswith("_")}

    def sayings(self, language: str) -> Sayings:
        """The program's own sentences in a language; raises Permanent where they cannot be read."""
        if language not in self._sayings:
            name = SAYINGS.format(language if LANGUAGE.fullmatch(language) else FALLBACK)
            path = next((one for folder in self._files.folders if isfile(one := folder / name)), None)
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
        return self._faults(self._files.folders)

    def check_own(self) -> tuple[str, ...]:
        """The same, but of the site's own folder only, as a start and a reload can wait for."""
        return self._faults(self._own)

    def _faults(self, folders: Sequence[Path]) -> tuple[str, ...]:
        return tuple(sorted({*uncompilable(self._environment, folders), *incomplete(self._files)}))

    def strange(self) -> tuple[str, ...]:
        """The values in the site's own templates that no shipped one has, as `file:line: sentence`."""
        return tuple(sorted(strange(self._environment, self._own, self._files.folders[-1])))

    def useless(self) -> tuple[str, ...]:
        """The site's own templates that no mail is made of, or a mail of no use, as `file:line: sentence`."""
        shipped = self._files.folders[-1]
        parts = included(self._environment, self._own)
        found = (*unread(self._own, shipped, parts), *silent(self._environment, self._own, shipped))
        return tuple(sorted(found))

    def boilerplate(self) -> tuple[str, ...]:
        """The fixed text of every template, so that what we wrote is not taken for somebody's answer."""
        return self._files.boilerplate()

    def subjects(self) -> tuple[str, ...]:
        """The fixed words of every subject, to know in a reply what was added to it."""
        return self._files.subjects()

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
            raise self._fault(error, name, undefined(error)) from None
        except (TemplateError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise self._fault(error, name, type(error).__name__) from None

    def _fault(self, error: BaseException, name: str, what: str) -> Permanent:
        """What is wrong, and where: a template that another one includes has lines of its own."""
        path, line = place_of(error, name)
        found = (path.relative_to(one) for one in self._files.folders if path.is_relative_to(one))
        return Permanent(f"templates/{next(found, name)}:{line}: {what}")

    @pass_context
    def _named(self, context: Context, who: str) -> str:
        """Whoever did something: a name is nobody's sentence, but the board has no name."""
        return joined(self.sayings(context["spoken"]["language"]).said(who)) if who == BOARD else who

    @pass_context
    def _short(self, context: Context, moment: datetime) -> str:
        return short_time(moment, self._zone, context["spoken"])

    def _day(self, moment: datetime, later: int = 0) -> str:
        """The day of an aware time in the site's zone, or so many days after it, as a tag takes it."""
        return f"{moment.astimezone(self._zone).date() + timedelta(days=later):%Y-%m-%d}"

    def _local(self, moment: datetime) -> str:
        """An aware time in the site's zone (P15)."""
        return local_time(moment, self._zone)
