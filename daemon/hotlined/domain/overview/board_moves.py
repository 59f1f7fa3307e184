"""A card that somebody has moved by hand: a tag where the agreement says so, otherwise a word on the card.

Whoever can write in the mailbox can move a card, and IMAP does not say who did; so a move is worth a login at
most, and nothing at all unless the agreement allows it (P9).
"""

import hashlib
from typing import Final

from hotlined.domain.analysts.command import Command
from hotlined.domain.analysts.commands import carry_out
from hotlined.domain.cases.state import Case
from hotlined.domain.hotline.site import ProofLevel
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect
from hotlined.domain.letters.who import Who
from hotlined.domain.mail.message import Classified, Inbound, MailClass, Party
from hotlined.domain.overview.board import Column
from hotlined.domain.steps.removal import told_closed
from hotlined.domain.tagging.words import Tag, Word

BOARD: Final = "the board"  # as whom a move is recorded
TAGS: Final = {Column.ON_HOLD: Word.HOLD, Column.DONE: Word.CLOSE}
SETTING: Final = {Column.ON_HOLD: "hold", Column.DONE: "done"}  # values of `board_moves`
_WHO: Final = Who(Party.ANALYST, BOARD, ProofLevel.AUTHENTICATED)


def moved(case: Case, target: Column, context: Context, *, card: str, current: bool) -> Effect | str:
    """What it does that the case's card was moved to `target`; or the sentence why it does nothing.

    `card` is its Message-ID; `current`: it showed the case as it is now.  An empty effect: done before.
    """
    word = TAGS.get(target)
    if word is None:
        return f"It was moved to {target} by hand, and that says nothing: the columns follow the case."
    if SETTING[target] not in context.site.agreement.board_moves:
        return f"It was moved to {target} by hand, which is not agreed: the tag is [{word}]."
    if _done(case, word):
        asked = [one.id for one in case.pauses_now()] if word is Word.CLOSE else []
        why = [f"question {one} waits for your answer: [CONFIRM:{one}]" for one in asked[:1]]
        return f"It was moved to {target} by hand, but: {why[0]}." if why else Effect()
    if word is Word.CLOSE and not current:
        return f"It was moved to {target} while the case changed: read it again, and move it again."
    result = carry_out(Command(Tag(word), _WHO, _as_mail(card, context), case, context))
    if not isinstance(result, Effect):
        return f"It was moved to {target} by hand, but: {result}."
    if word is Word.CLOSE:
        return result + Effect(letters=told_closed(context, case, "its card was moved to Done"))
    return result


def _done(case: Case, word: Word) -> bool:
    """Whether it is as the move wants it: a crash may have come between the record and the card."""
    if word is Word.CLOSE:
        return not case.is_open
    return any(hold.by == BOARD for hold in case.holds_in_force())


def _as_mail(card: str, context: Context) -> Inbound:
    """The move as the mail that the tag would have come in."""
    digest = hashlib.sha256(f"{card} {context.now.isoformat()}".encode()).hexdigest()
    return Inbound(
        digest=digest,
        mailbox="intake",
        received_at=context.now,
        classified=Classified(MailClass.HUMAN, "a card was moved"),
    )
