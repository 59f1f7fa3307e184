"""What the use cases need of the outside, as Protocols, a module for each topic; named here together.

Adapters raise only `Temporary` or `Permanent` (`faults`).
"""

from hotlined.app.ports.clock import Clock
from hotlined.app.ports.common import Common, Crew, Grip
from hotlined.app.ports.desk import Orders, RestoreNote, RestoreNotes, Slips
from hotlined.app.ports.faults import Conflict, Permanent, Taken, Temporary, TooOdd, Undecryptable, Unsealable
from hotlined.app.ports.mailbox import (
    TOPS,
    BoardMailbox,
    Fetched,
    FolderStatus,
    Found,
    KeywordMailbox,
    Mailbox,
)
from hotlined.app.ports.mime import Classifier, Content, Headers, MailReader, Structure
from hotlined.app.ports.openpgp import Checked, Keyring, KeyState, Opened, OpenPGP
from hotlined.app.ports.pace import AT_ONCE, ON_THE_WAY, carried_in
from hotlined.app.ports.parsing import Inner, Outer, Own, Parser
from hotlined.app.ports.registry import Registry
from hotlined.app.ports.resting import Resting, RestLine
from hotlined.app.ports.roll import Peer, Roll
from hotlined.app.ports.sending import NOT_NOW, Cause, Courier, Outcome, Passage, Verdict
from hotlined.app.ports.store import Commit, Record, Store, Stored, Whole
from hotlined.app.ports.writing import MailHeaders, MailWriter, Rendered, Templates

__all__ = [
    "AT_ONCE", "NOT_NOW", "ON_THE_WAY", "TOPS", "BoardMailbox", "Cause", "Checked", "Classifier", "Clock",
    "Commit", "Common", "Conflict", "Content", "Courier", "Crew", "Fetched", "FolderStatus", "Found", "Grip",
    "Headers", "Inner", "KeyState", "Keyring", "KeywordMailbox", "MailHeaders", "MailReader", "MailWriter",
    "Mailbox", "OpenPGP", "Opened", "Orders", "Outcome", "Outer", "Own", "Parser", "Passage", "Peer",
    "Permanent", "Record", "Registry", "Rendered", "RestLine", "Resting", "RestoreNote", "RestoreNotes",
    "Roll", "Slips", "Store", "Stored", "Structure", "Taken", "Templates", "Temporary", "TooOdd",
    "Undecryptable", "Unsealable", "Verdict", "Whole", "carried_in",
]  # fmt: skip
