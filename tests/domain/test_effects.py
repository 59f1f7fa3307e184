"""What two steps of one mail come to together."""

from hotlined.domain.letters.drafts import Effect
from hotlined.domain.record.correspondence import MailCancelled

CASE = "HL-2026-000001-C"


def test_a_mail_that_two_steps_take_back_is_taken_back_once() -> None:
    """A hold and a question about the same mail each take back the queued notice."""
    change = (
        Effect(cancel=("<a@example.com>",)) + Effect(cancel=("<b@example.com>", "<a@example.com>"))
    ).change(CASE)

    assert change.cancel == ("<a@example.com>", "<b@example.com>")
    assert [one.message_id for one in change.events if isinstance(one, MailCancelled)] == list(change.cancel)
