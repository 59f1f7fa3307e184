"""A mail that comes again after its purge is purged again, and has no other effect (P2, P14)."""

from datetime import timedelta

from hotlined.domain.record.correspondence import MailSeen
from hotlined.domain.record.destroyed import Purged
from tests.app.test_purging import DAY, PLANTED, URL, WORDS, Office, forwarding, office
from tests.support.rig import PUBLIC


async def again(made: Office, raw: bytes, box: str = "intake") -> None:
    made.rig.boxes[box].deliver(raw)
    await made.rig.settled()


async def test_P14_a_mail_that_comes_again_after_its_purge_is_purged_again() -> None:
    """It stayed in Duplicates for good, with every word of the report."""
    async with office(purge_after=DAY, purge_warning=timedelta(0), purge_urls_after=DAY) as made:
        raw = made.rig.assessment(form=PLANTED)
        await again(made, raw)
        (reference,) = (one for one in made.rig.store.streams() if one.startswith("HL-"))
        await again(made, made.rig.reply("[RECEIVED]"), "lea")
        await made.closed(reference)
        await made.after(2 * DAY)
        assert made.found(WORDS) == []

        before = len(made.rig.courier.log)
        await again(made, raw)
        assert made.found(WORDS) == ["intake: Hotline/Duplicates"]
        once = len(made.rig.events(reference, MailSeen))
        await again(made, raw)
        assert len(made.rig.events(reference, MailSeen)) == once
        await made.after(2 * DAY)
        assert made.found(WORDS) == []
        assert made.found(URL) == []
        assert len(made.rig.courier.log) == before
        assert made.rig.events(reference, Purged)[-1].mails == 2


async def test_P14_a_public_report_that_comes_again_after_the_purge_of_its_case_is_purged_again() -> None:
    async with office(purge_after=DAY, purge_warning=timedelta(0), purge_urls_after=DAY) as made:
        report = made.rig.mail(PUBLIC, "a report", f"see {URL}")
        await again(made, report)
        await again(made, forwarding(made.rig, PLANTED, report, 1))
        (reference,) = (one for one in made.rig.store.streams() if one.startswith("HL-"))
        await again(made, made.rig.reply("[RECEIVED]"), "lea")
        await made.closed(reference)
        await made.after(2 * DAY)
        assert made.found(URL) == []

        await again(made, report)
        assert made.found(URL) == ["intake: Hotline/Duplicates"]
        await made.after(2 * DAY)
        assert made.found(URL) == []
        named = made.found("<1@people.example>")  # a reporter's Message-ID: on the desk, as ever
        assert [one for one in named if "desk-" not in one] == []


async def test_P14_a_mail_that_comes_again_before_any_purge_changes_nothing() -> None:
    async with office(purge_after=DAY) as made:
        raw = made.rig.assessment(form=PLANTED)
        await again(made, raw)
        before = len(made.rig.store.commits)
        await again(made, raw)
        assert len(made.rig.store.commits) == before
