"""How a mail was judged before: what stands beside it in the same record is not about it (P2, P9)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hotlined.app.judged import latest, seen_elsewhere
from hotlined.app.ports import Commit
from hotlined.domain.mail.message import Inbound, MailClass, Party
from hotlined.domain.record.correspondence import MailSeen
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import analyst_mail, signature
from tests.support.memory_store import MemoryStore
from tests.support.site import ANALYST_KEY

DESK = "desk-2026-11-02"
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def recorded(store: MemoryStore, mail: Inbound, folder: Folder = Folder.DONE) -> None:
    """That it was judged, in the record of the day: a minute after the one before."""
    record = store.load(DESK)
    before = len(record.entries) if record else 0
    seen = MailSeen(
        mail=mail.digest, message_id=mail.message_id, mailbox="intake", kind=MailClass.HUMAN,
        party=Party.ANALYST, who="Ann", proof=None, folder=folder, reason="",
        signature=mail.signature.digest if mail.signature else None,
    )  # fmt: skip
    store.commit([Commit(DESK, before, AT + before * timedelta(minutes=1), (seen,))])


def test_P9_a_signature_is_seen_elsewhere_only_in_another_mail_that_has_it() -> None:
    store, mail = MemoryStore(), analyst_mail(subject="[CLOSE]")
    recorded(store, mail)
    recorded(store, analyst_mail(subject="[CLOSE]"))
    recorded(store, analyst_mail(subject="[LIST]", signed=False))
    assert not seen_elsewhere(store, mail)
    assert not seen_elsewhere(store, replace(mail, signature=None))
    assert not seen_elsewhere(store, replace(mail, signature=signature(ANALYST_KEY)))

    recorded(store, analyst_mail(subject="[CLOSE]", signature=mail.signature))
    assert seen_elsewhere(store, mail)


def test_of_all_judgements_of_a_mail_the_last_is_its_own_latest() -> None:
    store, mail = MemoryStore(), analyst_mail(subject="[CLOSE]")
    recorded(store, mail, Folder.REFUSED)
    recorded(store, mail, Folder.DUPLICATES)
    recorded(store, analyst_mail(subject="[CLOSE]"))
    found = latest(store, mail.digest)
    assert found is not None
    assert (found.mail, found.folder) == (mail.digest, Folder.DUPLICATES)
