"""A reply's text as sentences with what counts of each: tags in brackets, codes, and words in their zone."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Final

from hotlined.domain.hotline.site import Site
from hotlined.domain.replies.asked_time import asks_beside, asks_by_time, says_how_long
from hotlined.domain.replies.banner import behind_a_banner, from_outside, is_banner
from hotlined.domain.replies.case_named import without_case
from hotlined.domain.replies.day_words import weekday_of
from hotlined.domain.replies.days import Calendar, calendar_of
from hotlined.domain.replies.ends import looks_ahead, names_a_day_to_come, names_a_weekday
from hotlined.domain.replies.groups import CUES
from hotlined.domain.replies.letter import Zone, counted, parts, sentences
from hotlined.domain.replies.lexicon import KEPT, Lexicon, lexicon, tokens, watched_in_quotes, watchwords
from hotlined.domain.replies.our_sentence import is_ours, known
from hotlined.domain.replies.sentence import Said, read_sentence
from hotlined.domain.replies.veiled import STOP, is_a_wait, of_a_stranger, of_symbols, unveiled
from hotlined.domain.replies.vouching import NOBODY, RECEIVED, Vouched
from hotlined.domain.replies.wait import Wait
from hotlined.domain.replies.writer import WRITER, is_the_writer
from hotlined.domain.tagging.tags import is_tag, read_subject
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.text.file_number import without_file_numbers
from hotlined.domain.values.item_list import NAMED, without_lists, without_number_words
from hotlined.domain.values.reference import find_receipt_codes
from hotlined.domain.values.same import Same

Heard = Sequence[tuple[str, Said]]  # sentences with what counts of them
MOST: Final = 120  # sentences looked at; what is longer is no reply, and is asked about
MOST_OF_AN_END: Final = 6  # words of a sentence that says until when, and nothing else
MOST_BESIDE_A_DAY: Final = 3  # words of a sentence that is nothing but a day of the week
LONGEST_WORD: Final = 40  # letters; what is longer was never decoded, and may ask to wait
_ENDING: Final = frozenset({"until", "polite"})  # of a sentence below a signature: it may ask for time
VOUCHED: Final = "vouched"  # a hint: an analyst has vouched for the sentence
_APART: Final = re.compile(r"[^\w+/=]|_")  # what stands in no base64: a file number in parts is no long word
_SIGNS: Final = re.compile(r"[+/=]+")
# "Kommissariat21", "2026", the digest of a file
_NO_CODE: Final = re.compile(r"(?:0x)?(?:\w?[^\WA-Z]*|[^\Wa-z]*)")
_GREEK = re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")
# All bounded: a row of brackets or of digits must not take for ever.
_REACHED: Final = re.compile(
    r"[\w.+-]{1,64}@[\w.-]{1,255}|\+\d[\d ()/.-]{6,20}\d|(?<![\d.-])0\d{1,4}[ /-]\d[\d ]{4,20}\d"
)
_NO_WORDS = re.compile(rf"\bhttps?://\S{{1,2000}}|\bwww\.\S{{1,200}}|{_REACHED.pattern}")
_BRACKETS: Final = re.compile(r"\[([^\[\]]{0,200})\]")
# Whoever says so in brackets says it: "[please hold the notice]".
_SAID_IN_BRACKETS: Final = frozenset({"hold", "open", "not-yet", "negation", "polite", "action", "until"})
_PICTURE: Final = re.compile(r"(?:cid|image|img|logo|mailto|https?)\b", re.IGNORECASE)
_CODE = re.compile(r"\bRC(?:[\W_]{0,3}[0-9A-Z]{4}){4}(?![0-9A-Z])", re.IGNORECASE | re.ASCII)
_NOTHING: Final = Said(frozenset(), True, Wait.NO, False, False, frozenset(), ())
_NAME: Final = replace(_NOTHING, clear=False, title=True, hints=frozenset({WRITER}))
_PLEASE: Final = re.compile(r"\Aplease\s+", re.IGNORECASE)  # "please release" is the word alone
_BARE = {Word.RECEIVED: "received", Word.RELEASE: "release"}  # one word alone as a sentence


def make_ready(site: Site) -> None:
    """Make what all replies are read by; else the first mail of the LEA waits for it, half a second."""
    lexicon(site.phrases)
    watched_in_quotes(site.phrases)
    known(site.ours)


def hear(text: str, site: Site, now: datetime, read: Callable[[str], Said]) -> tuple[Heard, tuple[str, ...]]:
    """The sentences with what counts of them; and the first of those that were too many to look at."""
    if not text.strip():
        return (), ()
    calendar = calendar_of(site, now)
    words = lexicon(site.phrases)
    found: list[tuple[str, Said]] = []
    for one, said, zone in islice(parts(text, read), MOST + 1):
        counts = counted(said, one.text, zone)
        if zone is Zone.BODY:
            plain = without_lists(bare(one.text, site))
            if found and says_how_long(counts, found[-1][1], plain, words, calendar):
                counts = replace(counts, meanings=frozenset({"hold"}), clear=True)
            counts = _timed(counts, plain, words, calendar)
        elif zone is Zone.SIGNATURE and said.clear and not counts.meanings and said.hints & _ENDING:
            # "Until Monday." below a name, and no leave: "Urlaub bis 8.12." is not understood anyway.
            asked = asks_beside(without_lists(bare(one.text, site)), said, words, calendar)
            counts = replace(said, clear=False) if asked else counts
        found.append((one.text, counts))
    return tuple(found[:MOST]), tuple(text for text, _ in found[MOST:])


def _timed(said: Said, text: str, words: Lexicon, calendar: Calendar) -> Said:
    """A statement that names a time to come is asked about: "one more week" is all that some write.

    So is a wait that is not needed by a time: "from Friday on no need to wait" asks to wait until then.
    """
    if not said.meanings <= {"received", "needless"} or not said.clear:
        return said
    if "needless" in said.meanings:
        front = _up_to("needless", text, words, said)  # not: "no need to wait, we search on Friday"
        ahead = looks_ahead(front, words, said.languages, calendar) or names_a_weekday(front)
    elif said.meanings:
        ahead = asks_beside(text, said, words, calendar)
    else:
        ahead = looks_ahead(text, words, said.languages, calendar)
    return replace(said, clear=False) if ahead or _may_end(text, said) else said


def _up_to(meaning: str, text: str, words: Lexicon, said: Said) -> str:
    """A sentence to the end of the last part in which a phrase of this meaning stands."""
    known = tokens(text)
    hits = [hit for hit in words.hits(known, said.languages) if hit.meaning == meaning]
    last = max((known[hit.end - 1].clause for hit in hits), default=len(text))
    end = 0
    for one in known:
        if one.clause > last:
            return text[:end]
        end = max(end, text.find(one.raw, end) + len(one.raw))
    return text


def _may_end(text: str, said: Said) -> bool:
    """Whether a day of the week may be an end: "until Monday", or "Monday." alone; not "received on Monday".

    In few words any end, also of a language of which the days are not known: "pas avant mercredi".
    """
    words = len(text.split())
    if "until" in said.hints and not said.meanings and words <= MOST_OF_AN_END:
        return True
    alone = said.hints <= {"filler"} and words <= MOST_BESIDE_A_DAY
    return ("until" in said.hints or alone) and names_a_weekday(text)


def reader(
    site: Site,
    known: frozenset[Word],
    spoken: Collection[str],
    vouched: Vouched = NOBODY,
    calendar: Calendar | None = None,
    names: Collection[str] = frozenset(),
) -> Callable[[str], Said]:
    """What reads a sentence, each once; `known` tags have been read already, `spoken` are the languages.

    `names`: the words that may be the writer's name.
    """

    def read(sentence: str) -> Said:
        plain = bare(sentence, site)
        if is_the_writer(plain, names):
            return _NAME
        said = of_a_stranger(plain, _of_sentence(sentence, site, known, spoken), names)
        if calendar is not None:
            said = asks_by_time(said, without_lists(plain), lexicon(site.phrases), calendar)
            said = _no_title(said, plain, spoken, names, calendar)
        if any(map(_may_be_coded, _APART.split(plain))):
            said = replace(said, clear=False, title=False)
        counts = vouched.meaning(plain, said, site, calendar) if calendar is not None else None
        if counts is None:
            return said
        meanings = frozenset({RECEIVED} if counts == RECEIVED else ())
        return replace(said, meanings=meanings, clear=True, hints=said.hints | {VOUCHED})

    return lru_cache(maxsize=None)(read)


def _may_be_coded(word: str) -> bool:
    """Whether a word is as long as none is, and no row of names, numbers or digests.

    So long a piece of base64 has a digit, and large letters amid small ones."""
    if sum(map(str.isalnum, word)) <= LONGEST_WORD or not any(map(str.isdigit, word)):
        return False
    return not all(map(_NO_CODE.fullmatch, _SIGNS.split(word)))


def _no_title(
    said: Said, text: str, spoken: Collection[str], names: Collection[str], calendar: Calendar
) -> Said:
    """A line with a day to come is no name: "Hausdurchsuchung 8.12."; an officer may be called Freitag."""
    if not said.title or said.hints & {"rank"}:
        return said
    day = any(weekday_of(one.word) is not None and one.word not in names for one in tokens(text))
    languages = said.languages or tuple(spoken)
    return replace(said, title=False) if day or names_a_day_to_come(text, languages, calendar) else said


def sentences_of(text: str, site: Site) -> Iterator[str]:
    """The sentences of a text, as they are looked for among those that somebody has vouched for."""
    whole = without_file_numbers(text, site.hotline.prefix)
    return (bare(one.text, site) for one in islice(sentences(whole), MOST))


def _of_sentence(sentence: str, site: Site, known: frozenset[Word], spoken: Collection[str]) -> Said:
    """What a sentence says; one with an unknown picture, or of a lone word of waiting, is asked about."""
    said = _of_words(sentence, site, known, spoken)
    symbols = of_symbols(sentence)
    veiled = symbols or (
        not said.meanings and not said.hints and is_a_wait(bare(sentence, site), watchwords(site.phrases))
    )
    if not veiled:
        return said
    return replace(said, clear=False, title=False, closing=False, hints=said.hints | (symbols or {STOP}))


def _of_words(sentence: str, site: Site, known: frozenset[Word], spoken: Collection[str]) -> Said:
    sentence = behind_a_banner(sentence)
    text = bare(sentence, site)
    if NAMED.fullmatch(text.strip(" .,;:")):
        return _NOTHING
    # "Release HL-..." is the word alone, as in the subject; "Release https://..." is not.
    words = _stray_tags(sentence if "[" in sentence else _unnumbered(sentence, site), site, known)
    tagged = _of_tags(sentence, words)
    if tagged is not None and not _says_the_same(words, text, site, spoken):
        clear = bool(tagged)
        beside = read_sentence(text, lexicon(site.phrases), spoken) if "[" in sentence else None
        # "[RECEIVED] but please wait": the tag is not carried out there, and who asks to wait is heard (P7).
        if beside is not None and "hold" in beside.meanings - tagged and "not-yet" not in beside.hints:
            return replace(beside, clear=False)
        return Said(tagged, clear, Wait.YES if "hold" in tagged else Wait.NO, False, False, frozenset(), ())
    strict = site.agreement.plain_statements == "ask"
    said = read_sentence(text, lexicon(site.phrases), spoken, asking=_asks(sentence), strict=strict)
    if "release" in said.meanings and _REACHED.search(sentence) and _is_put_together(text, site):
        # "The provider can be contacted at abuse@...": how, and not that one may.
        return replace(said, meanings=frozenset(), clear=False)
    names = "|".join(re.escape(unit.name) for unit in site.units)
    ours = is_ours(re.sub(rf"\b(?:{names})\b", "1", text) if names else text, site.ours)
    # A plea to wait is heard even in words that are ours too.
    if ours and not (said.wait is Wait.YES and "polite" in said.hints):
        return _NOTHING
    if is_banner(text):
        return replace(_NOTHING, hints=said.hints & {"disclaimer"}, small=said.small)
    if "received" in said.meanings and from_outside(tokens(text)):
        return replace(said, meanings=said.meanings - {"received"}, clear=False)  # of a gateway
    if not said.meanings and not said.hints & CUES and find_receipt_codes(sentence):
        return replace(said, meanings=frozenset({"received"}), clear=True)
    return said


def bare(sentence: str, site: Site) -> str:
    """A sentence without what is no word of it: references, codes, tags, addresses, phone numbers."""
    return _bare(sentence, Same(site))


@lru_cache(maxsize=KEPT)
def _bare(sentence: str, here: Same[Site]) -> str:
    site = here.value
    text = _unnumbered(sentence, site)
    text = _BRACKETS.sub(lambda found: _in_brackets(found, site), text)
    text = without_number_words(_NO_WORDS.sub(" ", text))
    return unveiled(text, watchwords(site.phrases))


def _unnumbered(sentence: str, site: Site) -> str:
    """A sentence without the number of its case and a receipt code, and nothing less than that."""
    text = _CODE.sub(" ", sentence) if find_receipt_codes(sentence) else sentence
    return without_case(text, site.hotline.prefix)


def _in_brackets(found: re.Match[str], site: Site) -> str:
    """What of a text in brackets is read: a plea or a wait, and no tag, no mark of a gateway, no picture."""
    words = lexicon(site.phrases)
    tells = found[1][:1].islower() and not _PICTURE.match(found[1])
    heard = _SAID_IN_BRACKETS | (CUES if tells else frozenset())
    asks = any(hit.meaning in heard for hit in words.hits(tokens(found[1])))
    return f" ({found[1]}) " if asks and not _stray_tags(found.group(), site, frozenset()) else " "


def _is_put_together(text: str, site: Site) -> bool:
    """Whether a release in a sentence is made of parts, and no phrase that somebody once wrote."""
    return all(hit.meaning != "release" for hit in lexicon(site.phrases).all(tokens(text)))


def _stray_tags(sentence: str, site: Site, known: frozenset[Word]) -> frozenset[Word]:
    """The tags that stand where tags are not read, or the bare word that is one."""
    word = _PLEASE.sub("", sentence.strip(" .!,;:-\u2013"))
    alone = "[" not in sentence
    if alone and not (word.isalpha() and is_tag(word, site.tag_aliases)):
        return frozenset()
    return frozenset(tag.word for tag in tags_in(f"[{word}]" if alone else sentence, site)) - known


def tags_in(text: str, site: Site) -> tuple[Tag, ...]:
    """The tags with brackets in a text, wherever they stand."""
    return read_subject(text, prefix=site.hotline.prefix, aliases=site.tag_aliases, reply_prefixes=()).tags


def _of_tags(sentence: str, words: frozenset[Word]) -> frozenset[str] | None:
    """What they mean there: a hold always, a bare word what it says, a tag nothing; None: there is none."""
    if Word.HOLD in words:
        return frozenset({"hold"})
    if "[" in sentence:
        return frozenset() if words else None
    return next((frozenset({_BARE[word]}) for word in words if word in _BARE), None)


def _says_the_same(words: frozenset[Word], text: str, site: Site, spoken: Collection[str]) -> bool:
    """Whether what stands beside a tag says by itself, and clearly, what the tag does."""
    said = read_sentence(text, lexicon(site.phrases), spoken)
    return said.clear and bool(said.meanings) and said.meanings == {_BARE.get(word) for word in words}


def _asks(sentence: str) -> bool:
    """A question mark at the end; in Greek it looks like a semicolon."""
    return sentence.endswith("?") or (sentence.endswith((";", "\u037e")) and bool(_GREEK.search(sentence)))
