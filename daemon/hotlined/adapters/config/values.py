"""The rule files as values of the domain, and what is wrong between the rows of one file."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from hotlined.adapters.config.agreement import SHORTEST_DELAY, TOO_SHORT
from hotlined.adapters.config.calendar import calendar_problems
from hotlined.adapters.config.problems import Problem
from hotlined.adapters.config.ruleset import Ruleset
from hotlined.adapters.config.sentences import did_you_mean, validate
from hotlined.adapters.config.wordfiles import RepliesFile
from hotlined.adapters.config.yamlfile import KEPT, Where, YamlFile, dotted
from hotlined.domain.form.labels import LABELS_EN, default_labels, fold_label
from hotlined.domain.hotline.site import NtdBody, Phrase, Route
from hotlined.domain.tagging.words import Word, fold_word
from hotlined.domain.values.address import Address

# Words that only stand beside a meaning: "do" is one thing in English and another in Polish.
BESIDE = frozenset({
    "action", "sent", "polite", "filler", "rank", "topic", "until", "vague", "from", "asking", "lasting",
    "longer", "telling", "disclaimer", "automatic", "course",
})  # fmt: skip


def routes(ruleset: Ruleset, units: tuple[str, ...]) -> tuple[Route, ...]:
    """The rows of routing.yaml, with "all" as every unit."""
    rows = ruleset.routing.routes if ruleset.routing else ()
    return tuple(Route(**{**dict(row), "units": units if "all" in row.units else row.units}) for row in rows)


def phrases(ruleset: Ruleset) -> tuple[Phrase, ...]:
    """The phrases and negations of all languages; the very same tuple as long as the file is the same."""
    file = ruleset.files.get("replies")
    return _phrases_in(file) if file else ()


@lru_cache(maxsize=KEPT)
def _phrases_in(file: YamlFile) -> tuple[Phrase, ...]:
    replies = _replies(file)
    found = [Phrase(meaning, written, where[1]) for where, meaning, written in _phrases(replies)]
    nots = (
        Phrase("negation", word, language) for language, words in replies.negations.items() for word in words
    )
    return tuple(dict.fromkeys((*found, *nots)))


def _replies(file: YamlFile) -> RepliesFile:
    return validate(file, RepliesFile)[0] or RepliesFile()


def tag_aliases(ruleset: Ruleset) -> dict[str, str]:
    """Folded alias to tag word."""
    return {
        fold_word(alias): fold_word(word).upper()
        for words in ruleset.tags.aliases.values()
        for word, aliases in words.items()
        for alias in aliases
    }


def tag_words(ruleset: Ruleset) -> dict[str, dict[str, str]]:
    """Language to tag word to the first of its aliases, for [HELP]."""
    return {
        language: {fold_word(word).upper(): aliases[0] for word, aliases in words.items() if aliases}
        for language, words in ruleset.tags.aliases.items()
    }


def labels(ruleset: Ruleset) -> dict[str, str]:
    """Folded form label to field name: those the form is printed with, and the site's."""
    added = {
        fold_label(label): field
        for fields in ruleset.tags.labels.values()
        for field, written in fields.items()
        for label in written
    }
    return {**default_labels(), **added}


def rule_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """What is wrong between the rows of one file."""
    yield from _agreement_problems(ruleset)
    if "replies" in ruleset.files:
        yield from _ambiguous_phrases(ruleset.files["replies"])
    yield from _tag_problems(ruleset)
    yield from calendar_problems(ruleset)
    yield from _contradictions(ruleset)
    yield from _machine_problems(ruleset)


def fold(text: str) -> str:
    """A phrase as it is compared: case and white space folded."""
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _agreement_problems(ruleset: Ruleset) -> Iterator[Problem]:
    agreement = ruleset.agreement
    if agreement is None:
        return
    file = ruleset.files["agreement"]
    if agreement.ntd_delay < SHORTEST_DELAY and not agreement.short_delays:
        yield file.wrong(("ntd_delay",), TOO_SHORT)
    unsaid = not agreement.legal_ground and ("legal_ground",) not in file.refused
    if agreement.ntd_body is NtdBody.HOTLINE and unsaid:
        sentence = "legal_ground is missing; expected the law that the hotline's notices name"
        yield file.problem(("legal_ground",), sentence)
    if agreement.receipt_reminder_urgent > agreement.receipt_reminder:
        sentence = "an urgent case would be reminded of later than another one"
        yield file.wrong(("receipt_reminder_urgent",), f"{sentence}; expected at most receipt_reminder")


def _contradictions(ruleset: Ruleset) -> Iterator[Problem]:
    """A network or domain in rows with different contacts: no order of rows says who is warned."""
    first: dict[object, tuple[Where, Address]] = {}
    for number, row in enumerate(ruleset.providers.providers):
        for kind in ("networks", "domains"):
            for at, thing in enumerate(getattr(row, kind)):
                where: Where = ("providers", number, kind, at)
                known, contact = first.setdefault(thing, (where, row.contact))
                if contact != row.contact:
                    file = ruleset.files["providers"]
                    line = file.problem(known, "").line
                    sentence = f"{thing} belongs to {contact} on line {line}; expected one contact for it"
                    yield file.wrong(where, sentence)


def _machine_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """A row that asks for XARF which its notices could never have."""
    agreed = ruleset.agreement.xarf_classification if ruleset.agreement else None
    for number, row in enumerate(ruleset.providers.providers):
        where: Where = ("providers", number, "xarf")
        if row.xarf not in ("v3", "v4"):
            continue
        file = ruleset.files["providers"]
        if row.fingerprints:
            sentence = f"{row.contact} has keys: its notices are encrypted, and no robot reads them"
            yield file.wrong(where, f'{sentence}; expected "none", or no fingerprints')
        elif row.xarf == "v4" and agreed == "none":
            sentence = "v4 has to say how the content is classified"
            yield file.wrong(where, f"{sentence}; expected xarf_classification in agreement.yaml")


def _phrases(replies: RepliesFile) -> Iterator[tuple[tuple[str, str, str, int], str, str]]:
    for language, meanings in replies.phrases.items():
        for name, field in type(meanings).model_fields.items():
            meaning = field.alias or name
            for number, written in enumerate(getattr(meanings, name)):
                yield ("phrases", language, meaning, number), meaning, written


@lru_cache(maxsize=KEPT)
def _ambiguous_phrases(file: YamlFile) -> tuple[Problem, ...]:
    first: dict[str, str] = {}
    found = []
    for where, meaning, written in _phrases(_replies(file)):
        if meaning in BESIDE:
            continue
        known = first.setdefault(fold(written), meaning)
        if known != meaning:
            sentence = f'"{written}" means {meaning} here and {known} elsewhere; a phrase has one meaning'
            found.append(file.problem(where, sentence))
    return tuple(found)


def _tag_problems(ruleset: Ruleset) -> Iterator[Problem]:
    words = tuple(word.value for word in Word)
    taken = {fold_word(word): word for word in words}
    yield from _names("aliases", ruleset, ruleset.tags.aliases, words, taken, fold_word)
    fields, taken = tuple(LABELS_EN), dict(default_labels())
    yield from _names("labels", ruleset, ruleset.tags.labels, fields, taken, fold_label)


def _names(
    key: str,
    ruleset: Ruleset,
    table: Mapping[str, Mapping[str, tuple[str, ...]]],
    known: tuple[str, ...],
    taken: dict[str, str],
    folded: Callable[[str], str],
) -> Iterator[Problem]:
    """Names for what does not exist, and names that mean something else already."""
    file = ruleset.files.get("tags", YamlFile("tags.yaml", None))
    for language, rows in table.items():
        for meant, names in rows.items():
            where: Where = (key, language, meant)
            if meant not in known:
                hint = did_you_mean(meant, list(known), f"known are {', '.join(known)}")
                yield file.wrong(where, f"unknown name; {hint}")
                continue
            for number, name in enumerate(names):
                other = taken.setdefault(folded(name), meant)
                if other != meant:
                    sentence = f'{dotted(where)}: "{name}" already means {other}; expected another word'
                    yield file.problem((*where, number), sentence)
