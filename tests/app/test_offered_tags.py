"""The tags that a letter offers are carried out when they are sent back as they stand there."""

import re

from hotlined.domain.hotline.directory import Provider
from hotlined.domain.hotline.site import Route
from hotlined.domain.values.address import Address
from tests.app.test_hold_words import lines
from tests.support.rig import ABUSE, ANN, PROVIDER, Rig
from tests.support.site import ANALYST_KEY, make_agreement, make_site, make_unit

HOUR = 3600.0
TWO = (
    "Description of the type of the content: item 1\n"
    "URL: https://nowhere.example.org/item-1\nURL: https://files.example.net/item-2\n"
)


async def noticed(form: str = TWO) -> tuple[Rig, str]:
    rig = Rig()
    await rig.start()
    reference = await rig.opened(form=form)
    await rig.clock.advance(25 * HOUR)
    return rig, reference


async def answers(rig: Rig, text: str) -> None:
    to = re.search(rb"^Reply-To: (\S+)\r$", rig.notices()[-1].data, re.MULTILINE)
    assert to is not None
    raw = rig.mail(ABUSE, "Re: notice", text, to=to[1].decode(), answers=rig.notices()[-1])
    rig.boxes["ntd"].deliver(raw)
    await rig.settled()


def newest(rig: Rig, what: str) -> str:
    """The newest mail to Ann with these words in its subject."""
    told = (lines(one, ANALYST_KEY) for one in reversed(rig.courier.accepted(ANN)))
    return next(one for one in told if what in one[:90])


async def test_a_providers_words_offer_the_items_of_its_own_notice() -> None:
    """[REMOVED:1,2] stood there: who sent it back said of another provider's item that it was gone."""
    rig, reference = await noticed()
    await answers(rig, "What do you mean?")

    told = newest(rig, "writes")
    assert "[REMOVED:2] " in told
    assert "[ONLINE:2] " in told
    assert "1,2" not in told
    rig.boxes["intake"].deliver(rig.command("[REMOVED:2]", reference))
    await rig.settled()
    assert [one.removed_by is not None for one in (await rig.case(reference)).items] == [False, True]


async def test_on_a_closed_case_a_providers_words_say_what_the_tags_need() -> None:
    rig, reference = await noticed()
    rig.boxes["intake"].deliver(rig.command("[CLOSE]", reference, "done"))
    await rig.settled()
    await answers(rig, "What do you mean?")

    assert "The case is closed: all tags except [NOTE] need [REOPEN] in front of them." in newest(
        rig, "writes"
    )
    rig.boxes["intake"].deliver(rig.command("[REOPEN] [REMOVED:2]", reference))
    await rig.settled()
    case = await rig.case(reference)
    assert case.is_open
    assert case.items[1].removed_by is not None


APART = (
    "Description of the type of the content: item 1\nURL: https://nowhere.example.org/item-1\n"
    "URL: https://elsewhere.example.org/item-2\nURL: https://nowhere.example.org/item-3\n"
)


async def test_who_opens_a_case_with_several_unknown_hosts_is_offered_the_items_of_one_of_them() -> None:
    """[PROVIDER:abuse@...] stood there, and was refused: nobody knows that one host has them all."""
    rig = Rig()
    await rig.start()
    reference = await rig.opened(form=APART)

    told = newest(rig, "opened")
    assert "no provider is known for item 1, 2, 3." in told
    (offered,) = re.findall(r"\[PROVIDER:[^\]]*\]", told)
    rig.boxes["intake"].deliver(rig.command(offered.replace("...", "nowhere.example.org"), reference))
    await rig.settled()
    hosts = [one.provider and one.provider.contact for one in (await rig.case(reference)).items]
    assert hosts == ["abuse@nowhere.example.org", None, "abuse@nowhere.example.org"]


async def test_who_asked_a_CDN_is_offered_the_items_of_one_host_behind_it() -> None:
    site = make_site(
        agreement=make_agreement(cdn_origin_request=True),
        providers=(
            Provider(
                "Front",
                Address("abuse", "front.example.net"),
                confirmed=True,
                cdn=True,
                domains=("nowhere.example.org", "elsewhere.example.org"),
            ),
        ),
    )
    rig = Rig(site=site)
    await rig.start()
    reference = await rig.opened(form=APART)
    await rig.clock.advance(25 * HOUR)

    told = newest(rig, "who hosts it")
    (offered,) = re.findall(r"\[PROVIDER:[^\]]*\]", told)
    rig.boxes["intake"].deliver(rig.command(offered.replace("...", "nowhere.example.org"), reference))
    await rig.settled()
    hosts = [one.provider and one.provider.contact for one in (await rig.case(reference)).items]
    assert hosts[0] == hosts[2] == "abuse@nowhere.example.org" != hosts[1]


async def test_a_question_offers_a_receipt_only_where_one_is_awaited() -> None:
    rig = Rig()
    await rig.start()
    reference = await rig.opened()
    unclear = "We think about it here, colleagues, and will come back to it later."
    rig.boxes["lea"].deliver(rig.reply(unclear))
    await rig.settled()
    assert f"[RECEIVED:by mail] [{reference}]" in newest(rig, "Please read and decide")

    rig.boxes["lea"].deliver(rig.reply("[RECEIVED]\n"))
    await rig.settled()
    rig.boxes["lea"].deliver(rig.reply(unclear + " Or so."))
    await rig.settled()
    assert "(Q2)" in newest(rig, "Please read and decide")
    assert "[RECEIVED:" not in newest(rig, "Please read and decide")


async def test_P6_an_analyst_keeps_a_hold_with_what_its_warning_offers() -> None:
    """It asked for the LEA's plain words, which are refused of an analyst: the notice then went."""
    rig = Rig()
    await rig.start()
    reference = await rig.opened()
    rig.boxes["intake"].deliver(rig.command("[HOLD:2d]", reference))
    await rig.clock.advance(25 * HOUR)

    told = newest(rig, "Hold ends")
    assert '"hold"' not in told
    (offered,) = re.findall(r"with\n(\[HOLD:[\d-]+\]) or \[HOLD\]\.", told)
    rig.boxes["intake"].deliver(rig.command(offered, reference))
    await rig.clock.advance(60 * HOUR)
    assert rig.notices() == []
    assert [str(one.until.date()) for one in (await rig.case(reference)).holds_in_force() if one.until] == [
        "2026-03-11"
    ]


async def test_P6_an_analyst_answers_the_review_of_a_hold_with_what_it_offers() -> None:
    rig = Rig()
    await rig.start()
    reference = await rig.opened()
    rig.boxes["intake"].deliver(rig.command("[HOLD]", reference))
    await rig.clock.advance(15 * 24 * HOUR)

    told = newest(rig, "still needed?")
    (offered,) = re.findall(r"(\[HOLD:[\d-]+\])   it ends then", told)
    rig.boxes["intake"].deliver(rig.command(offered, reference))
    await rig.settled()
    ends = [str(one.until.date()) for one in (await rig.case(reference)).holds_in_force() if one.until]
    assert ends == ["2026-03-30"]
    rig.boxes["intake"].deliver(rig.command("[RELEASE]", reference))
    await rig.settled()
    assert (await rig.case(reference)).holds_in_force() == ()


async def test_P6_of_the_LEAs_hold_the_analysts_hear_that_the_LEA_is_asked() -> None:
    rig = Rig()
    await rig.start()
    await rig.opened()
    rig.boxes["lea"].deliver(rig.reply("[HOLD]\n"))
    await rig.clock.advance(15 * 24 * HOUR)

    told = newest(rig, "still needed?")
    assert "national is asked too, and only it lifts the hold." in told
    assert '"release"' not in told


async def test_where_a_report_went_to_two_units_the_tag_of_a_receipt_names_one() -> None:
    units = (make_unit(), make_unit("regional", address=Address("regional", "police.example.com")))
    routes = (Route("everything", ("national", "regional")),)
    rig = Rig(site=make_site(providers=(PROVIDER,), units=units, routes=routes))
    await rig.start()
    rig.boxes["intake"].deliver(rig.assessment("[ILLEGAL]\n[HOST:EE]\n[URGENT:no time to lose]"))
    await rig.clock.advance(4 * HOUR)
    (reference,) = (one for one in rig.store.open_streams() if one.startswith("HL-"))

    assert "[RECEIVED:national, by phone], [RECEIVED:regional, by phone] in" in newest(rig, "call now")
    told = newest(rig, "no-receipt")
    (offered,) = re.findall(r"\[RECEIVED:\w+,\s+by\s+phone\]", told)
    rig.boxes["intake"].deliver(rig.command(" ".join(offered.split()), reference))
    await rig.settled()
    confirmed = [one.unit for one in (await rig.case(reference)).fragments if one.is_confirmed]
    assert len(confirmed) == 1
    assert confirmed[0] in offered


async def test_an_escalation_offers_the_items_of_its_own_notice() -> None:
    """Without them the tag is refused where the case has items at another provider."""
    other = Provider(
        "Second", Address("abuse", "second.example.com"), confirmed=True, domains=("second.example.com",)
    )
    rig = Rig(site=make_site(providers=(PROVIDER, other)))
    await rig.start()
    reference = await rig.opened(form=TWO.replace("nowhere.example.org", "www.second.example.com"))
    await rig.clock.advance(9 * 24 * HOUR)

    told = [lines(one, ANALYST_KEY) for one in rig.courier.accepted(ANN)]
    (escalated,) = (one for one in told if "does not reply" in one[:90] and str(other.contact) in one)
    (offered,) = re.findall(r"\[PROVIDER:abuse@\.\.\. [\d,]+\]", escalated)
    rig.boxes["intake"].deliver(rig.command(offered.replace("@...", "@upstream.example.org"), reference))
    await rig.settled()
    hosts = [one.provider and one.provider.contact for one in (await rig.case(reference)).items]
    assert hosts == ["abuse@upstream.example.org", ABUSE]


async def test_a_notice_shows_its_own_numbers_as_examples() -> None:
    """ "REMOVED 1,3" stood in a notice without an item 3, and NOT-OURS 2 in one without an item 2."""
    form = TWO + "".join(f"URL: https://files.example.net/item-{n}\n" for n in (3, 4))
    rig, _ = await noticed(form)
    await rig.clock.advance(3 * 24 * HOUR)

    for told in (lines(one) for one in rig.notices()):
        assert "\n  REMOVED 2,4          if only these numbers are gone, and when\n" in told
        assert "\n  NOT-OURS 4 WHO       if somebody else hosts item 4\n" in told
    assert len(rig.notices()) > 1  # the reminder, too


async def test_a_notice_of_two_items_shows_one_of_them_as_the_example() -> None:
    rig, _ = await noticed(TWO + "URL: https://files.example.net/item-3\n")

    told = lines(rig.notices()[0])
    assert "\n  REMOVED 2            if only these numbers are gone, and when\n" in told
    assert "\n  NOT-OURS 3 WHO " in told


async def closed_after_notice(rig: Rig, reference: str) -> None:
    rig.boxes["intake"].deliver(rig.command("[CLOSE]", reference, "done"))
    await rig.settled()


NEED = "The case is closed: all tags except [NOTE] need [REOPEN] in front of them."


async def test_on_a_closed_case_a_removal_to_verify_says_what_the_tags_need() -> None:
    """It promised a new notice, or to tell the LEA, for tags that are refused there."""
    rig, reference = await noticed()
    await closed_after_notice(rig, reference)
    await answers(rig, "[REMOVED:2]")
    assert NEED in newest(rig, "Removed?")


async def test_on_a_closed_case_an_item_that_is_not_theirs_says_what_the_tags_need() -> None:
    rig, reference = await noticed()
    await closed_after_notice(rig, reference)
    await answers(rig, "[NOT-OURS 2 example.org]")
    assert NEED in newest(rig, "Not theirs")


async def test_on_a_closed_case_an_officers_words_say_what_the_tags_need() -> None:
    rig, reference = await noticed()
    rig.boxes["lea"].deliver(rig.reply("[RELEASE]\n", answers=rig.reports()[0]))
    await rig.settled()
    assert NEED not in newest(rig, "writes")

    await closed_after_notice(rig, reference)
    for said in ("[RELEASE]\n", "[NTD-SENT]\n"):
        rig.boxes["lea"].deliver(rig.reply(said, answers=rig.reports()[0]))
        await rig.settled()
        assert NEED in newest(rig, "writes")
