"""What every branch of `decide` shares: reading the tags, recording the mail, closing what is done."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, TypedDict

from hotlined.domain.cases.case import with_events
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import Site
from hotlined.domain.letters.decision import Change, Context, Decision
from hotlined.domain.letters.drafts import Effect, to_analysts
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Inbound
from hotlined.domain.record.correspondence import MailSeen
from hotlined.domain.record.events import Event
from hotlined.domain.replies.added_subject import added, own_words
from hotlined.domain.steps.removal import closing
from hotlined.domain.tagging.prefixes import GATEWAY_MARKS, REPLY_PREFIXES, is_taken_over, parted
from hotlined.domain.tagging.tags import TagReading, read_subject, read_top_lines
from hotlined.domain.tagging.words import Tag, Word
from hotlined.domain.values.kept import kept_of_short
from hotlined.domain.values.reference import desk_of
from hotlined.domain.values.same import Same

ASKED_AGAIN: Final = 16  # mails whose tags are kept: half a dozen steps ask for those of the same one
LONGEST_KEPT: Final = 50_000  # characters of such a mail's text


class _Grammar(TypedDict):
    """What reading tags needs of the site."""

    prefix: str
    aliases: Mapping[str, str]
    gateway_marks: Sequence[str]


def _grammar(site: Site) -> _Grammar:
    return _Grammar(prefix=site.hotline.prefix, aliases=site.tag_aliases, gateway_marks=_marks(site))


def _marks(site: Site) -> tuple[str, ...]:
    """What gateways write into subjects, here and everywhere."""
    return (*GATEWAY_MARKS, *site.gateway_marks)


def _prefixes(site: Site) -> tuple[str, ...]:
    """What mail programs put in front of a subject, here and everywhere."""
    return (*REPLY_PREFIXES, *site.reply_prefixes)


def read_tags(mail: Inbound, site: Site, *, bare: bool = False) -> tuple[TagReading, str]:
    """The tags of the subject (where there is a signature: the protected one) and of the top of the body."""
    return _tags_of(mail.certain_text, mail.signed_subject, Same(site), bare)


@kept_of_short(ASKED_AGAIN, LONGEST_KEPT)
def _tags_of(text: str, signed_subject: str, here: Same[Site], bare: bool) -> tuple[TagReading, str]:
    site = here.value
    grammar = _grammar(site)
    subject = read_subject(signed_subject, **grammar, reply_prefixes=_prefixes(site))
    top, rest = read_top_lines(text, **grammar, bare=bare)
    joined = TagReading(
        tags=tuple(dict.fromkeys((*subject.tags, *top.tags))),
        references=tuple(dict.fromkeys((*subject.references, *top.references))),
        miswritten=tuple(dict.fromkeys((*subject.miswritten, *top.miswritten))),
        unknown=tuple(dict.fromkeys((*subject.unknown, *top.unknown))),
        loose=tuple(dict.fromkeys((*subject.loose, *top.loose))),
        rest=subject.rest,
    )
    return joined, rest


def takes_over(subject: str, site: Site) -> bool:
    """Whether a subject may be in somebody else's words, since it begins as an answer or a forwarded mail."""
    return is_taken_over(subject, reply_prefixes=_prefixes(site), gateway_marks=_marks(site))


def inherited(mail: Inbound, site: Site) -> tuple[Tag, ...]:
    """Tags that stand only behind a reply prefix of the subject: taken over by a program, and signed.

    Whoever writes "[CLOSE] [HL-...]" to an analyst, with an address of ours in Reply-To, would have the
    signed answer give the order; so they count only below a mail of ours (`Facts.answers_us`)."""
    own, behind = halves(mail, site)
    if not behind:
        return ()
    typed = {tag.word for tag in read_tags(replace(mail, protected_subject=own), site)[0].tags}
    subject, _ = read_tags(replace(mail, protected_subject=behind, certain_text=""), site)
    return tuple(tag for tag in subject.tags if tag.word not in typed)


def halves(mail: Inbound, site: Site) -> tuple[str, str]:
    """The subject that counts, in front of a reply prefix and behind it."""
    return parted(mail.signed_subject, reply_prefixes=_prefixes(site), gateway_marks=_marks(site))


def outer_tags(mail: Inbound, site: Site) -> TagReading | None:
    """The subject's tags where a signature does not cover them; None where it does, or there is none."""
    if mail.signature is None or mail.protected_subject is not None:
        return None
    return read_tags(replace(mail, signature=None, certain_text=""), site)[0]


def outer_hold(mail: Inbound, site: Site) -> TagReading | None:
    """The tags outside of the signature where they ask to wait, and nothing else.

    To wait needs no signature (P9): a signed mail must not count for less than an unsigned one.
    """
    tags = outer_tags(mail, site)
    only = tags is not None and {tag.word for tag in tags.tags} == {Word.HOLD} and not tags.unknown
    return tags if only else None


def read_lea_tags(mail: Inbound, site: Site) -> TagReading:
    """The tags of an LEA's mail; a [HOLD] counts wherever it stands, also outside of a signature (P9).

    `rest` are the subject's own words; none behind a reply prefix (`behind_prefix`).
    """
    tags, _ = read_tags(mail, site)
    outer = read_subject(mail.subject, **_grammar(site), reply_prefixes=_prefixes(site))
    holds = tuple(tag for tag in outer.tags if tag.word is Word.HOLD and tags.get(Word.HOLD) is None)
    unknown = tuple(dict.fromkeys((*tags.unknown, *outer.unknown)))
    own = "" if behind_prefix(mail, site) else _words(mail, site)
    return replace(tags, tags=(*tags.tags, *holds), unknown=unknown, rest=own)


def behind_prefix(mail: Inbound, site: Site) -> str:
    """The subject's words behind a reply prefix, without tags and references; "" where there is none."""
    own = _words(mail, site, _prefixes(site))
    return "" if own == _words(mail, site) else own


def subjects_words(mail: Inbound, site: Site) -> str:
    """The words of an LEA's subject that are its writer's: in front of a reply prefix, and added to ours."""
    behind = behind_prefix(mail, site)
    if behind:
        return added(behind, site.our_subjects)
    return own_words(_words(mail, site), site.our_subjects, _prefixes(site))


def _words(mail: Inbound, site: Site, prefixes: Sequence[str] = ()) -> str:
    """The subject's words without tags and references; behind a reply prefix, where those are given."""
    subject = mail.subject if mail.protected_subject is None else mail.protected_subject
    return read_subject(subject, **_grammar(site), reply_prefixes=prefixes).rest


def seen(
    mail: Inbound,
    who: Who,
    folder: str,
    reason: str,
    meaning: tuple[str, ...] = (),
    words: str | None = None,
) -> MailSeen:
    """The record that a mail has had its effect on a stream (P2)."""
    return MailSeen(
        mail=mail.digest,
        message_id=mail.message_id,
        mailbox=mail.mailbox,
        kind=mail.classified.kind,
        party=who.party,
        who=who.id,
        proof=who.proof,
        folder=folder,
        reason=reason,
        signature=mail.signature.digest if mail.signature else None,
        meaning=meaning,
        size=mail.size,
        words=words,
    )


def filed(mail: Inbound, who: Who, folder: str, reason: str, context: Context, *events: Event) -> Decision:
    """Nothing to do but to file a mail of no case, and to remember it on the desk; nobody is answered."""
    return Decision((Change(stream(context), (*events, seen(mail, who, folder, reason))),), folder, reason)


def shown_to_analysts(mail: Inbound, who: Who, folder: str, why: str, context: Context) -> Decision:
    """A mail of the LEA or of a provider that could not be told to a case: the analysts get its words."""
    mark = seen(mail, who, folder, why)
    desk = heard(Case(stream(context)), mark, context)
    values = {"text": mail.new_text, "unit": who.id, "why": why, "reference": "", "server": who.server}
    letters = to_analysts(context, desk, "lea-words", values, content=True)
    return Decision((Effect(letters=letters).change(desk.stream, mark),), folder, why)


def stream(context: Context) -> str:
    """The desk's stream of the day, for mails that belong to no case."""
    return desk_of(context.now)


def on_case(case: Case, mark: MailSeen, effect: Effect, context: Context) -> Change:
    """An effect on a case as a change: with the record of the mail, and the closing when all is done."""
    done = effect + closing(context, case, effect.events)
    return done.change(case.stream, mark)


def heard(case: Case, mark: MailSeen, context: Context) -> Case:
    """The case as it is once the mail is recorded, so that answers go into its thread."""
    return with_events(case, (mark,), context.now)
