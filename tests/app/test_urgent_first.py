"""The look ahead: urgent mails out of many, each after the report that it forwards, each opened once."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from hotlined.app import urgent_first
from hotlined.app.fetching import fetch, gathered
from hotlined.app.ports import Fetched, Found
from hotlined.app.urgent_first import UrgentFirst
from hotlined.domain.mail.message import Inbound, Original
from tests.support.fake_clock import FakeClock
from tests.support.fake_mailbox import FakeMailbox
from tests.support.mails_in import T0, analyst_mail, mail_in
from tests.support.site import make_site

SITE = make_site()


class Desk:
    """A mailbox, what its mails are read as, and which were opened."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.box = FakeMailbox("intake", self.clock)
        self.mails: dict[bytes, Inbound | Exception] = {}
        self.reads: list[int] = []
        self.first = UrgentFirst(self.box, lambda: SITE, self.parse, partial(fetch, self.box))

    async def parse(self, fetched: Fetched) -> Inbound | Exception:
        self.reads.append(fetched.found.uid)
        return self.mails[fetched.raw]

    def arrives(self, sender: str, mail: Inbound | Exception, *headers: str) -> None:
        number = len(self.mails) + 1
        head = [f"From: {sender}", f"Message-ID: <{number}@example.com>", *headers]
        raw = "\r\n".join((*head, "", f"item {number}", "")).encode()
        self.mails[raw] = mail
        self.box.deliver(raw)

    async def ahead(self, found: Sequence[Found]) -> list[int]:
        return [one.found.uid async for one, _ in self.first.ahead(found)]

    async def listed(self) -> tuple[Found, ...]:
        await self.box.open([])
        return await self.box.list("INBOX")


ANN = "Ann <ann@hotline.example.org>"
PUBLIC = "visitor@example.com"
CALM = analyst_mail()
URGENT = analyst_mail(subject="[ILLEGAL] [URGENT:item 1]")


async def test_the_report_that_an_urgent_mail_forwards_comes_before_it() -> None:
    desk = Desk()
    for _ in range(3):
        desk.arrives(PUBLIC, mail_in())
    desk.arrives(ANN, CALM)
    originals = (Original("<2@example.com>", T0), Original("<99@example.com>", T0), Original(None, T0))
    desk.arrives(ANN, replace(URGENT, originals=originals))
    desk.arrives("ANN@hotline.example.org", replace(URGENT, originals=originals))
    assert await desk.ahead(await desk.listed()) == [2, 5, 6]
    assert sorted(desk.reads) == [2, 4, 5, 6]  # the other reports are not even opened


async def test_a_report_that_an_urgent_mail_forwards_twice_is_read_once() -> None:
    desk = Desk()
    desk.arrives(ANN, CALM)
    desk.arrives(ANN, CALM, "Importance: high")
    desk.arrives(PUBLIC, mail_in())
    twice = (Original("<2@example.com>", T0), Original("<3@example.com>", T0)) * 2
    desk.arrives(ANN, replace(URGENT, originals=twice))
    assert await desk.ahead(await desk.listed()) == [2, 3, 4]
    assert sorted(desk.reads) == [1, 2, 3, 4]


async def test_what_is_marked_outside_is_opened_first() -> None:
    desk = Desk()
    for _ in range(25):
        desk.arrives(ANN, CALM)
    desk.arrives(ANN, URGENT, "Importance: High")
    desk.arrives(ANN, URGENT)
    desk.arrives(ANN, URGENT, "Subject: =?utf-8?q?a?=\r\n Urgent")
    assert await desk.ahead(await desk.listed()) == [26, 28, 27]
    assert desk.reads[:2] == [26, 28]


async def test_what_was_looked_at_is_kept_opened_and_not_looked_at_again() -> None:
    desk = Desk()
    desk.arrives(ANN, CALM)
    found = await desk.listed()
    assert await desk.ahead(found) == await desk.ahead(found) == []
    assert desk.box.calls.count("fetch_tops") == 1
    kept = desk.first.opened(found[0])
    assert kept is not None
    assert kept[1] is CALM
    assert (desk.first.opened(found[0]), desk.reads) == (None, [1])
    desk.first.forget()
    assert await desk.ahead(found) == []
    assert desk.reads == [1, 1]


async def test_there_is_an_end_to_what_is_kept_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    for _ in range(3):
        desk.arrives(ANN, CALM)
    found = await desk.listed()
    monkeypatch.setattr(urgent_first, "ROOM", 2 * found[0].size)
    await desk.ahead(found)
    assert [desk.first.opened(one) is None for one in found] == [False, False, True]


async def test_a_mail_that_cannot_be_read_keeps_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    desk.arrives(ANN, ValueError("a bug"))
    desk.arrives(ANN, URGENT)
    assert await desk.ahead(await desk.listed()) == [2]

    def broken(mail: Inbound, site: object) -> bool:
        raise ZeroDivisionError

    monkeypatch.setattr(urgent_first, "is_urgent", broken)
    desk.first.forget()
    assert await desk.ahead(await desk.listed()) == []


@pytest.mark.parametrize(("before", "during", "pauses"), [(0, 0, 0), (1, 0, 0), (2, 0, 1), (2, 1, 2)])
async def test_a_burst_is_waited_for_and_one_mail_alone_is_not(before: int, during: int, pauses: int) -> None:
    desk = Desk()
    for _ in range(before):
        desk.arrives(PUBLIC, CALM)
    await desk.listed()
    waited: list[float] = []

    class Clock(FakeClock):
        async def sleep(self, seconds: float) -> None:
            waited.append(seconds)
            if len(waited) <= during:
                desk.arrives(PUBLIC, CALM)

    await gathered(desk.box, Clock(), "INBOX", 0.5)

    assert waited == [0.5] * pauses
