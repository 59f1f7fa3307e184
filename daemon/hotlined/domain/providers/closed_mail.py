"""Of a provider's mail no word can be read, or all that it says is that a mail of ours was not delivered.

Nothing is believed of either: analysts are told on the case, and the provider is reminded as ever.
"""

from hotlined.domain.cases.state import Case
from hotlined.domain.letters.decision import Context
from hotlined.domain.letters.drafts import Effect, alarm

AGAIN = (
    "It lies in Quarantine/unreadable of the mailbox for notices. Ask the provider by mail or phone to write"
    " it again, as plain text."
)
CHECK = "Check the address with the recipient; phone where it is a report."


def unread(context: Context, case: Case, contact: str) -> Effect:
    """A mail in the provider's name, or in answer to its notice, cannot be opened: an answer may be in it."""
    sentence = f"{contact} wrote about this case, and the mail cannot be read."
    return Effect(letters=alarm(context, case, "provider-asks", sentence, AGAIN))


def undelivered(context: Context, case: Case, contact: str) -> Effect:
    """A mail server of the provider's names the case, and no mail of ours by which it could be proven."""
    sentence = f"A mail server of {contact} says that a mail of this case was not delivered, and not which."
    return Effect(letters=alarm(context, case, "not-delivered", sentence, CHECK))
