"""The LEA's mail and the cases it may concern: on its case; without one, on all open ones of the unit (G9).

A signature that is replayed proves nothing, an old one proves no more than From does; what a mail that
names several cases says beyond "received" and "wait" is asked about.
"""

import difflib
import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from hotlined.domain.cases.signed import untimely
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import ProofLevel, Site
from hotlined.domain.letters.decision import Context, Decision, Facts
from hotlined.domain.letters.matching import answered
from hotlined.domain.letters.who import Who, as_of_case, units_of
from hotlined.domain.mail.message import Inbound, Party
from hotlined.domain.mail.outgoing import LEA_QUESTION
from hotlined.domain.officers import lea_reply, pausing
from hotlined.domain.officers.replied import Reply
from hotlined.domain.officers.typed_in import with_typed_in
from hotlined.domain.replies.both import agreed, with_html
from hotlined.domain.replies.counted import as_all
from hotlined.domain.replies.lea_lines import read_lines, without
from hotlined.domain.replies.lea_said import Lines, joined
from hotlined.domain.replies.meaning import Meaning
from hotlined.domain.replies.receipts import understand
from hotlined.domain.replies.vouching import MARKS, Vouched, of_mark
from hotlined.domain.steps.filing import (
    filed,
    heard,
    inherited,
    on_case,
    read_lea_tags,
    seen,
    shown_to_analysts,
    subjects_words,
)
from hotlined.domain.tagging.brackets import UnknownTag
from hotlined.domain.tagging.tags import TagReading
from hotlined.domain.tagging.words import MEANINGS, Tag, Word, fold_word
from hotlined.domain.text.beside import repeats
from hotlined.domain.text.file_number import without_numbers
from hotlined.domain.values.folders import Folder

THANKS = "an answer to a mail of ours about no case"
REPLAYED = "its signature was seen before, in another mail"
# Words of others that would change what becomes of a notice; "[Form 12]" is a mark of somebody's office.
STEERING: Final = frozenset(
    {Word.NTD, Word.CLOSE, Word.ONLINE, Word.NOT_OURS, Word.NOT_ILLEGAL, Word.URGENT, Word.PROVIDER}
)
SURE_LENGTH: Final = 5  # letters of a mistyped word that is surely meant
SURE_LIKENESS: Final = 0.8  # "closed" is "close"; "police" and "hotline" are no "online"


def reply(mail: Inbound, who: Who, facts: Facts, context: Context) -> Decision:
    """A person's mail from the LEA."""
    meaning, lines = meaning_of(mail, who, facts, context)
    mail = with_html(mail) if meaning.differs else mail
    if facts.replayed and mail.signature is not None:
        return _replayed(mail, who, meaning, facts, context)
    who = as_of_now(who, mail, context)
    folder = Folder.QUARANTINE_TROUBLE if who.trouble else Folder.LEA
    cases = facts.matched()
    stray = facts.match.others or (len(cases) > 1 and facts.match.how == "message-id")
    # A release that names a number of no case may be meant for another one than the thread's (P9).
    stray = stray or (meaning.release and cases != () and facts.match.unknown)
    people = tuple(pausing.of_case(who, mail, case, context.site) for case in cases)
    known = all(one.id in units_of(case) for one, case in zip(people, cases, strict=True))
    if who.trouble is None and _only_thanks(mail, meaning, facts):
        return shown_to_analysts(mail, who, folder, THANKS, context)
    if not cases or stray or not known:
        why = "it names different cases" if stray else "no case of this unit could be matched"
        waits = meaning if meaning.hold else None
        return pausing.paused(mail, who, facts, context, folder=folder, why=why, waits=waits)
    meaning = meaning if len(cases) == 1 else _of_several(meaning)
    reason = who.trouble or "a reply of the LEA"
    changes = []
    for one, case in zip(people, cases, strict=True):
        mark = seen(mail, one, folder, reason)
        there = heard(case, mark, context)
        theirs = Reply(one, mail, meaning, lines, answered(case, mail, facts.match))
        effect = lea_reply.reply(context, there, theirs, facts.urls, facts.twins)
        changes.append(on_case(case, mark, effect, context))
    trace = (f"matched by {facts.match.how}", f"means {', '.join(meaning.words) or 'nothing'}")
    return Decision(tuple(changes), folder, reason, trace)


def _only_thanks(mail: Inbound, meaning: Meaning, facts: Facts) -> bool:
    """Whether it thanks for a digest, statistics or an invitation, and says nothing else.

    It answers a mail of ours that is about no case, and all of it is understood: so no case is meant (P7).
    """
    match = facts.match
    names_none = not (match.streams or match.others or match.unknown or match.miswritten)
    whole = bool(mail.new_text.strip()) and not mail.attachments and not meaning.codes
    # Where no word is found, not all of it need be understood.
    thanks = meaning.words == ("received",) or (meaning.words == () and meaning.courteous)
    return facts.answers_us and names_none and whole and thanks


def meaning_of(mail: Inbound, who: Who, facts: Facts, context: Context) -> tuple[Meaning, Lines]:
    """What it says, and of that the lines of ours that somebody filled in, item by item.

    A hold also counts in the subject's own words: also behind a reply prefix, but for what is ours of these.
    Where the HTML has other words, what ends something has to stand there, too; what it has besides, as a
    footer of the office, takes nothing back.
    """
    said, lines, not_theirs = _read_text(mail, who, facts, context)

    def again(html: Inbound) -> Meaning:
        if repeats(mail.certain_text, html.certain_text):
            return said
        return _read_text(html, who, facts, context)[0]

    return replace(joined(agreed(said, mail, again), lines), not_theirs=not_theirs), lines


def _read_text(
    mail: Inbound, who: Who, facts: Facts, context: Context
) -> tuple[Meaning, Lines, tuple[str, ...]]:
    tags = read_lea_tags(mail, context.site)
    if not facts.answers_us:
        tags = _doubted(tags, inherited(mail, context.site))
    lines = _lines(mail, tags, facts, context)
    rest = without_numbers(without(mail, lines), context.site.hotline.prefix)
    cases = facts.matched()
    rest = with_typed_in(rest, cases, context.site.ours)
    # Of units that share a mail domain it is the case's.
    unit = as_of_case(who, mail, cases[0], context.site).id if len(cases) == 1 else who.id
    vouched = Vouched(unit, facts.vouched)
    subject = subjects_words(mail, context.site)
    site, now = context.site, context.now
    read = partial(understand, tags=tags, site=site, now=now, subject=subject, vouched=vouched)
    said = read(rest)
    whole = as_all(rest.certain_text, _count(cases, unit))
    if whole != rest.certain_text and said.asks_which:
        said = _of_all(said, read(replace(rest, certain_text=whole)), cases[0].numbers())
    return said, lines, _not_theirs(tags, vouched, context.site)


def _of_all(said: Meaning, counted: Meaning, numbers: tuple[int, ...]) -> Meaning:
    """Who counts as many items as the case has speaks of all of them, whichever part he answers.

    `said`: the same before it was known that these are all.
    """
    if counted.unclear:
        return counted
    if said.removed_loosely and counted.removed == ():
        counted = replace(counted, removed=numbers)
    if said.ntd_sent_loosely and counted.ntd_sent and not counted.ntd_sent_items:
        counted = replace(counted, ntd_sent_items=numbers)
    return counted


def _count(cases: Sequence[Case], unit: str) -> int:
    """How many items "both", or "all three", are to a unit: those of its one case, if it knows of all."""
    if len(cases) != 1:
        return 0
    told = {number for one in cases[0].fragments if one.unit == unit for number in one.items}
    return len(told) if told == {*cases[0].numbers()} else 0


def _not_theirs(tags: TagReading, vouched: Vouched, site: Site) -> tuple[str, ...]:
    """Tags that only others can give: "[RECEIVED] [NTD:none]" asks for something that nobody would do (P7).

    Their words alone: a question's reason stays in the record, and an argument may be about content.
    """
    others = [
        one.word
        for one in tags.tags
        if Party.LEA not in MEANINGS[one.word].who and not _is_known_mark(one, vouched)
    ]
    others += [one.nearest for one in tags.unknown if one.nearest in STEERING and _is_meant(one, site)]
    return tuple(dict.fromkeys(str(Tag(word)) for word in others if word is not Word.QUESTION))


def _is_known_mark(tag: Tag, vouched: Vouched) -> bool:
    """Whether an analyst has vouched for the mark, with nothing else in its brackets."""
    return tag.word in MARKS and not tag.argument and of_mark(vouched.unit, tag.word) in vouched.known


def _is_meant(unknown: UnknownTag, site: Site) -> bool:
    """Whether "[NTD none]" or "[CLOSED]" is that word; "[INT]" is not [NTD], nor is "[Police]" [ONLINE]."""
    first = fold_word(re.split(r"[\s:]", unknown.raw, maxsplit=1)[0])
    word = fold_word(str(unknown.nearest))
    aliases = (alias for alias, known in site.tag_aliases.items() if fold_word(known) == word)
    names = {word, *aliases}
    return first in names or (len(first) >= SURE_LENGTH and any(_is_like(first, name) for name in names))


def _is_like(first: str, name: str) -> bool:
    ratio = difflib.SequenceMatcher(None, first, name).ratio()
    return first[:1] == name[:1] and ratio >= SURE_LIKENESS


def _doubted(tags: TagReading, taken_over: Sequence[Tag]) -> TagReading:
    """Tags taken over from a subject that was not ours are asked about; to wait is safe."""
    doubtful = [tag for tag in taken_over if tag.word not in (Word.HOLD, Word.FEEDBACK)]
    unknown = (*tags.unknown, *(UnknownTag(str(tag).strip("[]")) for tag in doubtful))
    return replace(tags, tags=tuple(tag for tag in tags.tags if tag not in doubtful), unknown=unknown)


def _lines(mail: Inbound, tags: TagReading, facts: Facts, context: Context) -> Lines:
    """The filled lines; also those in the quotation of our own question."""
    sent = [
        case.sent[name]
        for case in facts.matched()
        if (name := answered(case, mail, facts.match)) is not None and name in case.sent
    ]
    asked = any(one.kind == LEA_QUESTION for one in sent)
    return read_lines(mail, tags, context.site, asked=asked)


def may_be(mail: Inbound, who: Who) -> bool:
    """Whether a mail of nobody could be the LEA's: From is not readable, and it lies in the LEA's mailbox."""
    return who.party is Party.STRANGER and mail.mailbox == "lea" and not mail.from_


def as_of_now(who: Who, mail: Inbound, context: Context) -> Who:
    """An old signature, or one from the future, proves no more than From does (threats F8)."""
    if who.proof in (None, ProofLevel.CLAIMED) or untimely(mail, context.site.agreement) is None:
        return who
    return replace(who, proof=ProofLevel.CLAIMED)


def _replayed(mail: Inbound, who: Who, meaning: Meaning, facts: Facts, context: Context) -> Decision:
    """A copy has no second effect (P2); only what could ask to wait pauses, where no hold is in force."""
    if meaning.words in ((), ("received",)):
        return filed(mail, who, Folder.REPLAYED, REPLAYED, context)
    return pausing.paused(mail, who, facts, context, folder=Folder.REPLAYED, why=REPLAYED, held_too=False)


def _of_several(meaning: Meaning) -> Meaning:
    """One sentence may be about one case and the next about another: then only the safe part counts.

    Items that it names are of one of them, and nobody knows of which; "the second one is missing" is no
    receipt of either, where no code proves it.
    """
    clear = not (meaning.unclear or meaning.not_theirs or meaning.question)
    received = meaning.received and clear
    vague = meaning.hold_vague or bool(meaning.hold_items)
    meaning = replace(meaning, received=received, hold_items=(), hold_vague=vague)
    if meaning.until_of_some:
        # "1: wait until Friday. 2: wait." - nobody knows whose end it is.
        meaning = replace(meaning, until=None, until_unclear=True)
    if not (meaning.release or meaning.ntd_sent or meaning.removed is not None):
        return meaning
    asked = (*meaning.unclear, "several cases")
    return replace(meaning, release=False, removed=None, ntd_sent=False, unclear=asked)
