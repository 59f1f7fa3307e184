"""A provider's reply, and that it never learns of anybody (P10)."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hotlined
from hotlined.domain.hotline.site import Provider
from hotlined.domain.mail.message import Bounced, Classified, Disposition, MailClass, Party
from hotlined.domain.ntd import notice_text
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import (
    FORM,
    PROVIDER,
    STRANGER,
    Address,
    analyst_mail,
    hours,
    police_mail,
    provider_mail,
)
from tests.support.world import DIRECTORY, World, home_site, noticed, queued, reported

ITEM_2 = "media.provider.example.net/item2"
DOMAIN = Path(hotlined.__file__).parent / "domain"


def answer(world: World, text: str, **fields: object) -> str:
    """A provider's reply to the notice; the folder it ends in."""
    about = {"references": (world.case.notices[0].message_id,)}
    return world.take(provider_mail(text, **{**about, **fields})).folder


@pytest.mark.parametrize("text", ["REMOVED 1", "REMOVED", "The content has been removed."])
@pytest.mark.parametrize("sender", [PROVIDER, Address("agent", "ticket.provider.example.net")])
def test_a_removal_is_taken_as_the_providers_word_and_the_analysts_verify(text: str, sender: Address) -> None:
    world = noticed()

    assert answer(world, text, from_=(sender,)) == Folder.PROVIDER

    (item,) = world.case.items
    assert (item.removed_by, item.verified) == (Party.PROVIDER, False)
    assert len(world.letters("verify-removal")) == 2
    assert world.letters("removal") == []  # the LEA is told once it is verified


def test_what_is_understood_of_a_provider_is_said_to_analysts_in_words_that_mean_something_of_it() -> None:
    world = noticed()

    answer(world, "Please wait with that. The content has been removed.")

    words = [letter.values["words"] for letter in world.letters("provider-words")]
    assert words == [("removed", "unclear")] * 2  # and no "hold", which is a word of the LEA's


@pytest.mark.parametrize("left", [False, True])
def test_P5_a_provider_says_nothing_of_an_item_whose_notice_left_after_its_mail_or_waits(left: bool) -> None:
    world = noticed()
    mail = provider_mail(
        "The content has been removed.", subject=world.case.stream, received_at=world.now + hours(1)
    )
    world.wait(hours(2))
    more = f"URL: https://{ITEM_2}\n"
    subject = f"[{world.case.stream}] [UPDATE]"
    assert world.take(analyst_mail(more, subject=subject, received_at=world.now)).folder == Folder.DONE
    world.deliver()
    world.wait(hours(25))
    world.sweep(world.fence())
    assert [one.items for one in world.case.notices] == [(1,), (2,)]
    if left:
        assert world.gate(fence=world.fence()) == []

    world.take(mail)

    assert [one.number for one in world.case.items if one.removed_by is not None] == [1]


def test_removed_from_elsewhere_asks_the_analysts_and_stops_neither_reminder_nor_notice() -> None:
    world = noticed()
    elsewhere = {"from_": (Address("someone", "customer.example.net"),)}

    for _ in range(2):
        assert answer(world, "REMOVED 1", **elsewhere) == Folder.PROVIDER

    (item,) = world.case.items
    assert item.removed_by is None
    assert [one.values["certain"] for one in world.letters("verify-removal")] == [False, False]  # once
    world.wait(hours(49))
    world.sweep(world.fence())
    assert len(world.letters("ntd-reminder")) == 1


def test_removed_from_an_address_that_our_server_refutes_ends_no_reminders() -> None:
    world = noticed()
    notice = world.letters("ntd")[-1]
    forged = provider_mail("REMOVED", references=(notice.message_id,), received_at=world.now, refuted=True)

    world.take(forged)

    assert not any(item.removed_by for item in world.case.items)
    assert [draft.values["certain"] for draft in world.letters("verify-removal")] == [False, False]
    assert len(world.letters("provider-words")) == 2


@pytest.mark.parametrize("text", ["The content has been removed.", "REMOVED 1", "Removed"])
@pytest.mark.parametrize(
    ("html", "gone"),
    [
        ("The content has not been removed.", False),
        ("We will look at it.", False),
        ("Hello,\n\nthe content has been removed.\n\nExample Host, 1 Example Street", True),
        ("Removed.", True),
        ("", True),
    ],
)
def test_removed_counts_where_the_html_says_so_too_and_else_a_person_compares(
    text: str, html: str, gone: bool
) -> None:
    """The provider's people see the HTML; the two parts may have been made to differ."""
    world = noticed()

    assert answer(world, text, again=html) == Folder.PROVIDER

    (item,), (notice,) = world.case.items, world.case.notices
    assert (item.removed_by is not None, notice.asks) == (gone, not gone)
    shown = str(world.letters("provider-words")[-1].values["text"])
    assert text in shown
    assert (html in shown) is (not gone or not html)


def test_a_verified_removal_is_told_to_the_LEA() -> None:
    world = noticed()
    answer(world, "REMOVED 1")

    world.take(analyst_mail(subject=f"[{world.case.stream}] [REMOVED:1]", received_at=world.now))

    assert [draft.to.party for draft in world.letters("removal")] == [Party.LEA]


@pytest.mark.parametrize(
    "text",
    [
        "NOT-OURS 1 Other Net",
        "QUESTION",
        "It has not been removed.",
        "Xyzzy.",
        "",
        "REMOVED 7",
        "Have you more?",
        "Έχει αφαιρεθεί το περιεχόμενο;",
        "Το περιεχόμενο αφαιρέθηκε;",
    ],
)
def test_whatever_else_a_provider_says_is_shown_and_changes_no_item(text: str) -> None:
    world = noticed()

    assert answer(world, text) == Folder.PROVIDER

    assert not world.case.gone(1)
    assert len(world.letters("provider-words")) == 2
    assert world.case.notices[0].answered_at is not None


@pytest.mark.parametrize("roots", [{}, {"ntd": "Archive/Hotline"}])
def test_an_answer_without_words_is_said_to_lie_in_the_folder_of_the_site(roots: dict[str, str]) -> None:
    world = noticed(World(replace(home_site(), roots=roots)))
    answer(world, "")

    for one in world.letters("provider-words"):
        assert one.values["folder"] == f"{roots.get('ntd', 'Hotline')}/Provider"


@pytest.mark.parametrize("text", ["REMOVED", "QUESTION", "Who are you?"])
def test_words_that_did_not_come_from_the_provider_are_not_shown_as_the_providers(text: str) -> None:
    world = noticed()
    (notice,) = world.letters("ntd")
    passed_on = Address("support", "reseller.example")
    world.take(
        provider_mail(text, from_=(passed_on,), references=(notice.message_id,), received_at=world.now)
    )

    assert {one.values["other"] for one in world.letters("provider-words")} == {str(passed_on)}


def test_words_of_the_provider_and_of_its_mail_domain_are_its_own() -> None:
    world = noticed()
    (notice,) = world.letters("ntd")
    for local in (PROVIDER.local, "tickets"):
        sender = replace(PROVIDER, local=local)
        mail = provider_mail(
            "QUESTION", from_=(sender,), references=(notice.message_id,), received_at=world.now
        )
        world.take(mail)

    assert {one.values["other"] for one in world.letters("provider-words")} == {""}


def test_a_provider_cannot_lift_or_place_a_hold_or_confirm_a_report() -> None:
    world = noticed()
    world.take(police_mail("Please wait.", subject=world.case.stream, received_at=world.now))

    answer(world, f"[RELEASE]\n[RECEIVED]\n{world.case.stream}")
    answer(world, "[HOLD] Please wait.")

    assert [hold.party for hold in world.case.holds_in_force()] == [Party.LEA]
    assert world.case.unconfirmed()


def test_a_provider_speaks_only_of_the_items_it_was_notified_of() -> None:
    other = Provider("Other Net", Address("abuse", "other.example.net"), domains=("other.example.net",))
    form = FORM.replace("IP", "URL: https://media.other.example.net/item2\nIP").replace("192.0.2.1", "")
    world = noticed(World(home_site(providers=(*DIRECTORY, replace(other, confirmed=True)))), form=form)
    first = next(one for one in world.case.notices if one.contact == str(PROVIDER))

    world.take(provider_mail("REMOVED 2", references=(first.message_id,)))
    assert not world.case.gone(2)
    world.take(provider_mail("REMOVED", references=(first.message_id,)))
    assert [world.case.gone(number) for number in (1, 2)] == [True, False]


def test_a_token_leads_a_reply_home_without_references() -> None:
    world = noticed()
    token = world.letters("ntd")[0].token
    to = (Address(f"ntd+{token}", "hotline.example.org"),)

    mail = provider_mail("REMOVED 1", from_=(STRANGER,), recipients=to)
    assert world.take(mail).folder == Folder.PROVIDER
    assert world.case.items[0].claimed_at is not None


def test_P12_a_provider_is_never_answered_by_itself() -> None:
    world = noticed()
    before = len(world.drafts)

    for text in ("REMOVED 1", "QUESTION", "Xyzzy."):
        answer(world, text)

    assert all(draft.to.party is Party.ANALYST for draft in list(world.drafts.values())[before:])


# --- what a provider sees (P10) ---------------------------------------------------------------------

MODULES = {
    "cases.state",
    "cases.case",
    "cases.item_state",
    "cases.sent",
    "cases.withheld",
    "record.casework",
    "record.correspondence",
    "record.destroyed",
    "record.events",
    "record.holding",
    "record.noticed",
    "record.partnership",
    "record.periodical",
    "record.reporting",
    "record.running",
    "form",
    "form.annex",
    "letters.decision",
    "letters.drafts",
    "letters.who",
    "hotline.rules",
}


def imported(module: str) -> set[str]:
    """The modules of the domain that one imports, anywhere in its source, each as `package.module`."""
    path = DOMAIN / f"{module.replace('.', '/')}.py"
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    parts = (name.removeprefix("hotlined.domain.").split(".") for name in names if "hotlined" in name)
    return {".".join(part[:2]) for part in parts}


def test_P10_the_notice_is_written_by_code_that_cannot_see_the_case() -> None:
    assert imported("ntd.notice_text") <= {"values.address", "mail.message", "hotline.site"}
    assert not imported("ntd.notice_text") & MODULES


def test_P10_what_is_imported_is_seen() -> None:
    assert {"cases.state", "ntd.notice_text"} <= imported("steps.notifying")


def test_P10_the_whitelist_of_an_item_is_number_url_ip_access_and_time() -> None:
    assert set(notice_text.NoticeItem.__dataclass_fields__) == {"number", "url", "ip", "access", "observed"}


SECRET = "Zyxwvut"


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Comments",
                "Useful information",
                "Metadata",
                "Content data",
                "Details of the hosting service",
                "ICCAM report ID",
            ]
        ),
        unique=True,
    )
)
def test_P10_no_other_word_of_the_form_the_reporter_or_the_LEA_reaches_the_provider(
    labels: list[str],
) -> None:
    form = FORM.replace("content: item 1", f"content: {SECRET}")
    form += "".join(f"{label}: {SECRET}\n" for label in labels)
    world = reported(subject=f"[ILLEGAL] [URGENT:{SECRET}]", form=form)
    world.take(police_mail(f"[FEEDBACK]\n{SECRET}", subject=world.case.stream))
    world.take(analyst_mail(SECRET, subject=f"[{world.case.stream}] [NOTE]"))
    world.wait(hours(25))
    world.sweep(world.fence())
    world.gate(fence=world.fence())
    world.wait(hours(49))
    world.sweep(world.fence())

    drafts = [draft for draft in world.drafts.values() if draft.to.party is Party.PROVIDER]
    assert [draft.kind for draft in drafts] == ["ntd", "ntd-reminder"]
    for draft in drafts:
        values = {name: value for name, value in draft.values.items() if name not in ("hotline", "to")}
        said = str(values) + str(draft.about) + str(draft.references)
        for private in (SECRET, "national", "police", "Lee", "Ann", "urgent"):
            assert private not in said, private
        for reference in draft.references:
            assert reference in world.case.thread(Party.PROVIDER, str(PROVIDER))


def test_the_notice_names_the_items_as_they_were_found() -> None:
    (draft,) = queued().letters("ntd")

    assert draft.values["items"] == (
        notice_text.NoticeItem(1, "https://media.provider.example.net/item1", "192.0.2.1"),
    )
    assert str(draft.values["notice"]).endswith("-P1")


THREE = "".join(f"URL: https://media.provider.example.net/item{number}\n" for number in (1, 2, 3))
THREE += "Description of the type of the content: items\n"


@pytest.mark.parametrize("text", ["REMOVED 1\nNOT-OURS 2 Other Net", "[REMOVED:1] [NOT-OURS:2]"])
def test_some_items_may_be_removed_and_others_not_ours_in_one_mail(text: str) -> None:
    world = noticed(form=THREE)
    answer(world, text)

    assert [bool(one.removed_by) for one in world.case.items] == [True, False, False]
    assert [bool(one.disowned_by) for one in world.case.items] == [False, True, False]


@pytest.mark.parametrize(
    "text", ["REMOVED 2\nNOT-OURS 2 Other Net", "REMOVED\nNOT-OURS", "REMOVED\nNOT-OURS 2"]
)
def test_an_item_that_is_said_to_be_removed_and_not_ours_is_asked_about(text: str) -> None:
    world = noticed(form=THREE)
    answer(world, text)

    assert not any(one.removed_by or one.disowned_by for one in world.case.items)
    assert world.case.notices[0].asks


@pytest.mark.parametrize("text", ["REMOVED 1,7", "NOT-OURS 1,7 Other Net"])
def test_a_number_that_the_provider_was_never_told_is_asked_about(text: str) -> None:
    world = noticed(form=THREE)
    answer(world, text)

    assert world.case.notices[0].asks


@pytest.mark.parametrize("local", ["support", "abuse-team"])
@pytest.mark.parametrize("below", ["", "desk."])
def test_an_answer_from_the_provider_s_mail_domain_that_names_the_case_is_the_provider_s(
    local: str, below: str
) -> None:
    world = noticed()
    sender = Address(local, f"{below}{PROVIDER.domain}")
    world.wait(hours(1))

    decision = world.take(
        provider_mail(
            "The content has been removed.",
            subject=f"[#12345] Notice {world.case.stream}-P1",
            from_=(sender,),
            received_at=world.now,
        )
    )

    assert decision.folder == Folder.PROVIDER
    assert world.case.items[0].removed_by == Party.PROVIDER
    assert len(world.letters("verify-removal")) == 2


def test_whoever_else_names_the_case_is_a_stranger() -> None:
    world = noticed()
    sender = Address("abuse", f"not{PROVIDER.domain}")

    decision = world.take(provider_mail("REMOVED", subject=world.case.stream, from_=(sender,)))

    assert decision.folder == Folder.STRANGERS
    assert world.case.items[0].removed_by is None


def test_an_answer_that_cannot_be_read_is_told_on_the_case() -> None:
    world = noticed()
    sealed = Classified(MailClass.UNREADABLE, "no key")

    folder = answer(world, "", classified=sealed, unreadable="no key opens it")

    assert folder == Folder.UNREADABLE
    assert [one.values["what"] for one in world.letters("alarm")] == ["provider-asks"] * 2
    assert world.case.notices[0].answered_at is None


@pytest.mark.parametrize(
    ("bounced", "told"),
    [
        ((Bounced(str(PROVIDER), Disposition.FAILED),), 2),
        ((), 2),
        ((Bounced(str(PROVIDER), Disposition.DELAYED),), 0),
    ],
)
def test_a_bounce_from_the_provider_s_server_that_only_names_the_case_is_told_and_not_believed(
    bounced: tuple[Bounced, ...], told: int
) -> None:
    world = noticed()
    sender = Address("postmaster", PROVIDER.domain)
    bounce = Classified(MailClass.DSN, "words", bounced)
    mail = provider_mail(subject=f"Undeliverable: {world.case.stream}", from_=(sender,), classified=bounce)

    assert world.take(mail).folder == Folder.BOUNCES

    assert len([one for one in world.letters("alarm") if one.values["what"] == "not-delivered"]) == told
    assert not world.case.sent[world.case.notices[0].message_id].bounced
