"""The hotline has other addresses now, and people go on answering to mails from the old ones."""

from dataclasses import replace

import pytest

from hotlined.app.ports import Fetched, Found
from hotlined.domain.hotline.site import Site
from hotlined.domain.mail.message import Party
from hotlined.domain.record.correspondence import MailSeen
from hotlined.domain.values.address import Address
from hotlined.domain.values.folders import Folder
from tests.support.rig import ABUSE, LEA, NAMES, Rig
from tests.support.site import ANALYST_KEY, LEA_KEY

DAY = 86_400.0
HOLD = "Please wait with the notice."
MOVED_ANN = "ann@report.example.com"


def moved(site: Site) -> Site:
    """At another domain, with the addresses of before named."""
    named = {name: Address(name, "report.example.com") for name in NAMES}
    analysts = tuple(
        replace(one, address=Address(one.address.local, "report.example.com")) for one in site.analysts
    )
    hotline = replace(site.hotline, email=Address("desk", "report.example.com"))
    former = {name: (address,) for name, address in site.identities.items()}
    return replace(site, hotline=hotline, identities=named, analysts=analysts, former=former)


async def moved_with_a_case() -> tuple[Rig, str]:
    rig = await Rig().start()
    case = await rig.opened()
    rig.site = moved(rig.site)
    return rig, case


async def test_P6_a_release_that_is_signed_and_addressed_to_the_former_domain_is_proven() -> None:
    rig, case = await moved_with_a_case()
    for text in (HOLD, "[RELEASE]\n"):
        rig.boxes["lea"].deliver(rig.reply(text))
        await rig.settled()

    (hold,) = (await rig.case(case)).holds
    assert hold.lifted_at is not None
    assert not (await rig.case(case)).pauses_now()


async def test_P9_a_release_that_is_signed_and_addressed_to_somebody_else_of_the_former_domain_is_not() -> (
    None
):
    """It may be anybody's by now, or the LEA's own."""
    rig, case = await moved_with_a_case()
    rig.boxes["lea"].deliver(rig.reply(HOLD))
    await rig.settled()
    sent, to = rig.reports()[0], "colleague@hotline.example.org"
    other = rig.mail(LEA, "Re: your report", "[RELEASE]\n", to=to, key=LEA_KEY, answers=sent)
    rig.boxes["lea"].deliver(other)
    await rig.settled()

    assert (await rig.case(case)).holds_in_force()


async def test_P8_a_receipt_that_is_signed_and_addressed_to_the_former_domain_counts() -> None:
    rig, case = await moved_with_a_case()
    rig.boxes["lea"].deliver(rig.reply("[RECEIVED]\n"))
    await rig.settled()

    assert not (await rig.case(case)).unconfirmed()


async def test_an_officer_s_answer_to_the_former_address_finds_its_case_by_the_token_alone() -> None:
    rig = await Rig().start()
    case = await rig.opened()
    other = await rig.opened(form="URL: https://files.example.net/item-2\nDescription: item 2\n")
    rig.site = moved(rig.site)
    (sent, _) = rig.reports()

    rig.boxes["lea"].deliver(rig.mail("reports@police.example.com", "Re:", HOLD, to=sent.sender, key=LEA_KEY))
    await rig.settled()

    assert [bool((await rig.case(one)).holds_in_force()) for one in (case, other)] == [True, False]
    assert not (await rig.case(other)).pauses_now()


@pytest.mark.parametrize("mailbox", ["ntd", "intake"], ids=["forwarded", "the mailbox ntd was given up"])
async def test_a_ticket_system_that_answers_to_the_former_address_is_the_provider(mailbox: str) -> None:
    rig = await Rig().start()
    case = await rig.opened()
    await rig.clock.advance(DAY + 60)
    (notice,) = rig.notices()
    assert notice.recipient == ABUSE
    rig.site = moved(rig.site)

    answer = rig.mail("tickets@desk.example.net", "Ticket 7", "Please tell us more.", to=notice.sender)
    rig.boxes[mailbox].deliver(answer)
    await rig.settled()

    (seen,) = [one for one in rig.events(case, MailSeen) if one.folder == Folder.PROVIDER]
    assert seen.party == Party.PROVIDER


async def test_no_notice_goes_to_a_former_address_of_the_hotline() -> None:
    rig, case = await moved_with_a_case()
    order = f"[PROVIDER:ntd@hotline.example.org] [{case}]\n"
    ann = rig.mail(MOVED_ANN, f"[{case}]", order, to="intake@report.example.com", key=ANALYST_KEY)
    rig.boxes["intake"].deliver(ann)
    await rig.settled()
    await rig.clock.advance(2 * DAY)

    assert rig.courier.accepted("ntd@hotline.example.org") == []


@pytest.mark.parametrize(
    ("told", "believed"),
    [("dkim=pass header.d=police.example.com", True), ("auth=pass smtp.auth=officer", False)],
    ids=["its own server signed", "somebody of ours, of the same name, logged in"],
)
async def test_P9_the_LEA_that_we_had_an_address_with_is_vouched_for_as_anybody_elsewhere(
    told: str, *, believed: bool
) -> None:
    """Nobody logs in with us for a domain that is not ours any more."""
    rig = Rig()
    former = {"lea": (Address("hotline", "police.example.com"),)}
    rig.site = replace(rig.site, authserv_ids=("mx.hotline.example.org",), former=former)
    raw = rig.mail("officer@police.example.com", "Re: report", "Received.", to="lea@hotline.example.org")
    raw = f"Authentication-Results: mx.hotline.example.org; {told}\r\n".encode() + raw

    mail = rig.reader.read("lea", Fetched(Found("INBOX", 1, 7, len(raw)), raw, rig.clock.now()))

    assert mail.authenticated is believed
