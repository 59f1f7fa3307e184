"""Which case an analyst's mail names, and what is wrong with how it does: each in a sentence (P17)."""

from collections.abc import Iterator

from hotlined.domain.analysts import assessing
from hotlined.domain.cases.signed import covers_case
from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context, Facts
from hotlined.domain.mail.message import Inbound
from hotlined.domain.ntd.notices import NOT_ILLEGAL
from hotlined.domain.tagging.tags import TagReading, read_subject
from hotlined.domain.tagging.words import MEANINGS, Word
from hotlined.domain.values.reference import mistyped


def reference_problems(
    mail: Inbound, tags: TagReading, facts: Facts, context: Context, *, covered: bool
) -> Iterator[str]:
    """What is wrong with the case references: mistyped, of no case, several, or outside of the signature.

    `covered`: whether the signature has to say which case it is.
    """
    match = facts.match
    for text in match.miswritten:
        yield mistyped(text, context.site.hotline.prefix)
    for reference in match.unknown:
        yield f"{reference}: there is no such case"
    if len(match.streams) > 1 or match.others:
        named = ", ".join((*match.streams, *match.others))
        yield f"the mail names several cases ({named}); send one mail per case"
    if mail.signature is None or not match.streams or not tags.tags or not covered:
        return
    stream = match.streams[0]
    if not covers_case(mail, facts.cases[stream], context.site):
        yield f"the signed part does not name {stream}; write [{stream}] into the first line"


def nameless(tags: TagReading, facts: Facts, context: Context) -> Iterator[str]:
    """Commands on a case where no case is named, as in an answer to a list or to the morning's digest."""
    named = facts.match.unknown or facts.match.miswritten  # which is said already
    if tags.tags and not named and all(tag.word not in assessing.OPENING for tag in tags.tags):
        prefix = context.site.hotline.prefix
        yield f"[{tags.tags[0].word}]: name the case that it is about, such as [{prefix}-2026-000123-K]"
        yield from assessing.tag_problems(tags, {*MEANINGS})


def taken(case: Case, tags: TagReading, facts: Facts) -> str:
    """Why the mail opens no case: what it is about, and what to do to open one, or to take a finding back."""
    found = case.opened.assessment if case.opened is not None else NOT_ILLEGAL
    if tags.get(Word.NOT_ILLEGAL) is not None and found != NOT_ILLEGAL:
        return (
            f"the finding of {case.stream} stays as it is; if it is not illegal after all, send [NTD:none],"
            " so that no notice goes, or [CLOSE]; [HOLD] lets the notices wait"
        )
    if facts.match.how in ("message-id", "token", "code"):
        return f"this thread belongs to {case.stream}; write a new mail to open another case"
    return f"the mail names {case.stream}, and so is about that case; leave its number out to open another"


def outer_tags(mail: Inbound, tags: TagReading, context: Context) -> Iterator[str]:
    """Tags in a subject that the signature does not cover count for nothing; say so."""
    if tags.tags or mail.signature is None or mail.protected_subject is not None:
        return
    outer = read_subject(mail.subject, prefix=context.site.hotline.prefix, aliases=context.site.tag_aliases)
    if outer.tags:
        yield (
            "your signature does not cover the subject, so its tags do not count; repeat them as the first "
            "lines of the text, or switch on subject protection in your mail client"
        )
