"""The form that comes back with a refusal: as the mail had it, so that a line that was overlooked in it is
refused again, and nothing that was understood is gone (P17)."""

import pytest

from hotlined.domain.values.folders import Folder
from tests.support.mails_in import FORM, analyst_mail
from tests.support.world import World, opened

KIND = "Type of content: item\n"
URL = "https://media.provider.example.net/item"
TWO = f"URL: {URL}1\nURL: {URL}2\n{KIND}"
NO_IP = "192.0.2.999"


def returned(world: World, text: str, subject: str = "[ILLEGAL]") -> str:
    """The form in the answer to a mail that is refused."""
    decision = world.take(analyst_mail(text, subject=subject, received_at=world.now))
    assert decision.folder == Folder.REFUSED, decision.reason
    return str(world.letters("refused")[-1].values["form"])


@pytest.mark.parametrize(
    "text",
    [
        f"URL: {URL} 1\n{KIND}",
        f"URL: {URL}1 and {URL}2\n{KIND}",
        f"URL: {URL}s/a/long/pa\nth/to/item?number=1\n{KIND}",
        f"URL: {URL}...\n{KIND}",
        f"URL: {URL}?a=1&amp;b=2\n{KIND}",
        f"URL: {URL} 1.\n{KIND}",
        f"URL: {URL}1\n{KIND}\n{URL}2\n",
        f"URL: {URL}1\n{KIND}Comments: a\nb\n\n- {URL}2\n- {URL}3\nc\n",
        f"URL: {URL}1\nURL: media.provider.example.net/item2\n{KIND}",
        f"URL:\n1) {URL}1\n2) the second one\n{KIND}",
        f"URL: {URL}1\nULR: {URL}2\n{KIND}",
        f"IP address: 192.0.2.1\nURL: {URL}1\nIP address: 192.0.2.2\nURL: {URL}2\n{KIND}",
        f"URL: {URL}1\nHosting country: Neverland\n{KIND}",
        f"URL: {URL}1\nIP address: {NO_IP}\n{KIND}",
        f"URL: {URL}1\nIP address: 192.0.2.1\nIP address: 192.0.2.2\n{KIND}",
        f"URL: {URL}1\nUrgent: yes\n{KIND}",
        f"URL: {URL}1\nURL\tIP\n{URL}2\t192.0.2.1\t7\n{URL}3\t192.0.2.2\n{KIND}",
        f"URL: {URL}1\nReceived from ICCAM: 2026-03-01 14:00, 123\nICCAM report ID: 9\n{KIND}",
        f"URL: {URL}1\nICCAM report ID: 9\nReceived from ICCAM: 2026-03-01 14:00, 123\n{KIND}",
        f"URL: {URL}1\nICCAM report ID: 9\nICCAM report ID: 123\n{KIND}",
        f"URL: {URL}1\nHosting provider: A\nHosting provider: B\n{KIND}",
        f"URL: {URL}1\nRegion: -\nRegion: North\n{KIND}",
        f"URL: {URL}1\nVictim identifiable: yes/no\n{KIND}",
        f"URL: {URL}1\nReceived from public: 03/02/2026 14:05\n{KIND}",
    ],
)
def test_P17_the_form_that_comes_back_opens_no_case_before_it_is_corrected(text: str) -> None:
    world = World()
    first = returned(world, text)

    assert returned(world, first) == first


def test_P17_only_the_lines_that_were_not_understood_have_to_be_corrected() -> None:
    world = World()
    text = f"{TWO}IP address: {NO_IP}\nPassword or referral: p\n".replace(f"2\n{KIND}", "2\n", 1) + KIND
    form = returned(world, text)
    opened(world, form=form.replace(NO_IP, "192.0.2.9"))

    assert world.case.form is not None
    assert [(one.url, one.ip, one.access) for one in world.case.form.items] == [
        (f"{URL}1", None, None),
        (f"{URL}2", "192.0.2.9", "p"),
    ]


def test_P17_a_report_id_that_stands_behind_its_time_and_in_its_own_field_is_one() -> None:
    world = World()
    form = returned(world, f"URL: {URL}1\nReceived from ICCAM: 2026-03-01, 12345\n{KIND}")
    opened(world, form=form.replace("2026-03-01,", "2026-03-01 14:00,"))

    assert world.case.form is not None
    assert world.case.form.iccam_id == "12345"


def test_P17_a_field_that_stood_twice_comes_back_with_both_texts() -> None:
    world = World()
    form = returned(world, f"URL: {URL}1\nType of content: item 1\nURL: {URL}2\nType of content: item 2\n")
    opened(world, form=form)

    assert world.case.form is not None
    assert world.case.form.content_type == "item 1\nitem 2"


@pytest.mark.parametrize("fault", [f"Item: 1\nIP address: {NO_IP}", "Item: 9\nIP address: 192.0.2.7"])
def test_P17_an_update_that_is_refused_comes_back_with_its_items(fault: str) -> None:
    world = opened(form=f"{FORM}URL: {URL}2\n")
    text = f"Comments: -\nItem: 2\nIP address: 192.0.2.5\n{fault}\n"
    form = returned(world, text, f"[{world.case.stream}] [UPDATE]")

    assert "Comments: -\n" in form
    assert "Item: 2\nPassword or referral:\nIP address: 192.0.2.5\n" in form
    mended = form.replace(NO_IP, "192.0.2.4").replace("Item: 9", "Item: 1")
    world.take(analyst_mail(mended, subject=f"[{world.case.stream}] [UPDATE]", received_at=world.now))
    assert world.case.form is not None
    assert [one.ip for one in world.case.form.items] == [
        "192.0.2.4" if NO_IP in fault else "192.0.2.7",
        "192.0.2.5",
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"URL: {URL}1\nULR: {URL}2\nIP address: 192.0.2.2\n{KIND}",
        f"ULR: {URL}1\nURL: {URL}2\nIP address: 192.0.2.2\n{KIND}",
        f"ULR: {URL}1\nULR: {URL}2\nIP address: 192.0.2.2\n{KIND}",
        f"{KIND}Item 1\nULR: {URL}1\nItem 2\nULR: {URL}2\nIP address: 192.0.2.2\n",
    ],
)
def test_P17_what_stands_below_a_mistyped_label_of_a_url_is_of_that_item_and_not_of_the_one_above(
    text: str,
) -> None:
    world = World()
    opened(world, form=returned(world, text).replace("ULR", "URL"))

    assert world.case.form is not None
    assert [(one.url, one.ip) for one in world.case.form.items] == [
        (f"{URL}1", None),
        (f"{URL}2", "192.0.2.2"),
    ]
    assert world.case.form.content_type == "item"


def test_P17_the_lines_below_a_mistyped_label_come_back_with_it() -> None:
    world = World()
    text = f"URL: {URL}1\nULR: {URL}2\n{URL}3\n{KIND}Metdata: what\n# mine\n\nwas seen\n\nKind regards\nAnn\n"
    opened(world, form=returned(world, text).replace("ULR", "URL").replace("Metdata", "Metadata"))

    assert world.case.form is not None
    assert [one.url for one in world.case.form.items] == [f"{URL}1", f"{URL}2", f"{URL}3"]
    assert world.case.form.metadata == "what\n\nwas seen"


def test_P17_a_numbered_block_below_a_mistyped_label_of_a_url_does_not_take_the_next_url() -> None:
    world = opened(form=f"{FORM}URL: {URL}2\n")
    text = f"ULR: {URL}3\nItem: 1\nHosting provider: A\nURL: {URL}2\nIP address: 192.0.2.2\n"
    form = returned(world, text, f"[{world.case.stream}] [UPDATE]").replace("ULR", "URL")
    world.take(analyst_mail(form, subject=f"[{world.case.stream}] [UPDATE]", received_at=world.now))

    assert world.case.form is not None
    assert [(one.provider, one.ip) for one in world.case.form.items] == [
        ("A", "192.0.2.1"),
        (None, "192.0.2.2"),
        (None, None),
    ]
