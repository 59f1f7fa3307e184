"""A tagged mail becomes a case: routing, fragments, providers, the transcript; whole or not at all (P17)."""

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from hotlined.adapters.render import JinjaTemplates
from hotlined.domain.analysts.transcript import Transcript
from hotlined.domain.decide import decide
from hotlined.domain.hotline.site import Provider, Route
from hotlined.domain.letters.decision import Decision
from hotlined.domain.mail.message import Gate, Original, Party, Security
from hotlined.domain.ntd.planning import plans
from hotlined.domain.record.correspondence import MailAccepted
from hotlined.domain.values.folders import Folder
from tests.support.mails_in import ANN, FORM, PROVIDER, T0, analyst_mail, hours
from tests.support.site import make_agreement, make_unit
from tests.support.world import DIRECTORY, World, home_site, kinds_due, opened, reported

TEMPLATES = JinjaTemplates(None, Path(__file__).parents[2] / "templates", zone=home_site().hotline.timezone)

STATE = make_unit("state", fingerprints=("D" * 40,), domains=("state.example.com",), contact=None)
TWO_UNITS = (make_unit(), STATE)


def refused(subject: str, form: str = FORM, world: World | None = None) -> tuple[World, Decision]:
    """A mail that opens nothing."""
    world = world or World()
    decision = world.take(analyst_mail(form, subject=subject))
    assert decision.folder == Folder.REFUSED
    assert not any(case.opened for case in world.streams.values())
    return world, decision


def test_an_illegal_report_at_home_goes_to_the_LEA_at_once_and_sealed() -> None:
    world = opened()

    (report,) = world.letters("annex-i")
    assert (report.to.id, report.security, report.gate) == ("national", Security.SEALED, Gate.REPORT)
    assert report.not_before is None
    assert not report.urgent
    (transcript,) = world.letters("opened")
    assert transcript.to.address == ANN


def test_P4_no_report_can_be_drafted_unsealed() -> None:
    world = opened(subject="[UNSURE] [URGENT:a child in danger]")

    reports = [draft for draft in world.drafts.values() if draft.to.party is Party.LEA]
    assert reports
    assert all(draft.security is Security.SEALED and draft.gate is Gate.REPORT for draft in reports)


def test_an_urgent_report_tells_the_contact_person_and_asks_the_analysts_to_call() -> None:
    world = opened(subject="[ILLEGAL] [URGENT:a child in danger]")

    assert world.letters("annex-i")[0].urgent
    (short,) = world.letters("urgent-contact")
    assert short.to.party is Party.LEA_CONTACT
    assert "danger" not in str(short.values)
    assert len(world.letters("call-now")) == 2


@pytest.mark.parametrize("where", ["[HOST:US]", "form"])
def test_abroad_nothing_goes_to_LEA_or_provider(where: str) -> None:
    form = FORM + "Host country: US\n" if where == "form" else FORM
    tag = where if where.startswith("[") else ""
    world = opened(subject=f"[ILLEGAL] {tag}", form=form)
    world.wait(timedelta(days=30))
    world.sweep(world.fence())

    assert world.case.opened is not None
    assert world.case.opened.country == "US"
    assert {draft.to.party for draft in world.drafts.values()} == {Party.ANALYST}


@pytest.mark.parametrize("written", ["ee", "EE", "uk"])
def test_the_hosting_country_is_read_as_a_country(written: str) -> None:
    world = opened(subject=f"[ILLEGAL] [HOST:{written}]")

    assert world.case.opened is not None
    assert world.case.opened.country == {"uk": "GB"}.get(written, "EE")
    assert bool(world.letters("annex-i")) is (written != "uk")


def test_items_in_different_countries_are_not_guessed_about() -> None:
    form = (
        "URL: https://media.provider.example.net/item1\nHost country: US\n"
        "URL: https://media.provider.example.net/item2\nHost country: EE\n"
        "Description of the type of the content: items 1 and 2\n"
    )

    _, decision = refused("[ILLEGAL]", form)

    assert "different countries" in decision.reason
    assert opened(subject="[ILLEGAL] [HOST:EE]", form=form).letters("annex-i")


def remarks(subject: str, form: str) -> tuple[str, ...]:
    """What the answer to a new case remarks on."""
    transcript = opened(subject=subject, form=form).letters("opened")[-1].values["transcript"]
    assert isinstance(transcript, Transcript)
    return transcript.remarks


@pytest.mark.parametrize("tag", ["[HOST:US]", "[HOST:ee]"])
def test_P17_where_a_tag_overrules_the_country_of_the_form_the_answer_says_so(tag: str) -> None:
    country, other = ("US", "EE") if "US" in tag else ("EE", "US")
    said = f"[HOST:{country}] counts for all of it, and the form has another hosting country: {other}"

    assert remarks(f"[ILLEGAL] {tag}", f"{FORM}Host country: {other}\n") == (said,)
    assert remarks(f"[ILLEGAL] {tag}", f"{FORM}Host country: {country}\n") == ()
    assert remarks(f"[ILLEGAL] {tag}", FORM) == ()


def test_P17_where_a_tag_overrules_the_iccam_report_of_the_form_the_answer_says_so() -> None:
    said = "[ICCAM:…] counts, and the form has another ICCAM report ID"

    assert remarks("[ILLEGAL] [ICCAM:123]", f"ICCAM report ID: 456\n{FORM}") == (said,)
    assert remarks("[ILLEGAL] [ICCAM:123]", f"ICCAM report ID: 123\n{FORM}") == ()
    assert remarks("[ILLEGAL]", f"ICCAM report ID: 456\n{FORM}") == ()


@pytest.mark.parametrize("choice", ["none", "digest", "each"])
def test_not_illegal_never_leads_to_a_notice(choice: str) -> None:
    world = World(home_site(agreement=make_agreement(not_illegal=choice)))
    world = reported(world, subject="[NOT-ILLEGAL]")
    world.wait(timedelta(days=30))
    world.sweep(world.fence())

    assert bool(world.letters("annex-i")) is (choice == "each")
    assert world.letters("ntd") == []
    assert "notice" not in kinds_due(world)
    assert plans(world.case, world.site) == ()


def test_P17_every_problem_is_said_at_once_and_the_form_comes_back() -> None:
    world, decision = refused("[URGENT] [HODL]", "URL: hxxps://media[.]provider.example.net/item1\n")

    (answer,) = world.letters("refused")
    problems = answer.values["problems"]
    assert isinstance(problems, tuple)
    for expected in ("an assessment is missing", "[HODL]", "[URGENT]", "is missing; every report"):
        assert any(expected in problem for problem in problems), expected
    assert "provider.example.net/item1" in str(answer.values["form"])
    assert answer.to.address == ANN
    assert decision.changes[0].stream.startswith("desk-")


def test_P14_a_refused_order_is_to_be_corrected_by_an_answer_since_only_that_is_known_to_correct_it() -> None:
    world = opened()
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HODL]"))
    in_a_thread = next(iter(world.case.sent))
    world.take(analyst_mail(FORM, subject="[ILLEGAL] [HODL]", references=(in_a_thread,)))
    without_tags, _ = refused("no tag")

    assert [one.values["by_answer"] for one in world.letters("refused")] == [True, False]
    assert [one.values["by_answer"] for one in without_tags.letters("untagged")] == [False]


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("[ILLEGAL] [UNSURE]", "one assessment"),
        ("[ILLEGAL] [LEA:nowhere]", "is not a unit I know"),
        ("[ILLEGAL] [LEA:national] [LEA:nowhere]", "[LEA:nowhere]"),
        ("[ILLEGAL] [HOLD]", "[HOLD]"),
        ("[ILLEGAL] [HELP]", "[HELP]"),
        ("[ILLEGAL] [HOST:Atlantis]", "[HOST:Atlantis]"),
        ("[ILLEGAL] [NTD:later]", "[NTD:later]"),
        ("", "an assessment is missing"),
    ],
)
def test_P17_what_cannot_stand_is_refused_with_a_reason(subject: str, expected: str) -> None:
    assert expected in refused(subject)[1].reason


def test_P17_a_line_that_is_not_understood_is_named_with_its_number() -> None:
    _, decision = refused("[ILLEGAL]", FORM + "IP address: nonsense\n")

    assert "line 4" in decision.reason


def test_P17_a_url_without_its_label_is_named_where_the_form_has_none() -> None:
    text = "Hello,\n\n* <hxxps://media[.]provider.example.net/item1>\n\nContent type: item\n"
    _, decision = refused("[ILLEGAL]", text)

    assert 'line 3: the label "URL:" in front of this URL' in decision.reason


@pytest.mark.parametrize(
    "label", ["URL of item 1:", "URL address (link):", "-> URL:", "U.R.L.:", "URL -", "o  URL:", "Page ="]
)
def test_P17_a_url_behind_what_is_no_label_of_ours_is_named_with_its_line(label: str) -> None:
    text = f"{label} https://files.example.net/item-2\nContent type: item\n"
    _, decision = refused("[ILLEGAL]", text)

    assert 'line 1: the label "URL:" in front of this URL' in decision.reason


@pytest.mark.parametrize(
    "text",
    [
        "See https://files.example.net/item-2 for more.\n\nContent type: item\n",  # a sentence
        "Content type: item\n\n-- \nAnn\nhttps://www.hotline.example.org/\n",  # below the form
        "> https://files.example.net/item-2\n\nContent type: item\n",  # somebody else's
    ],
)
def test_P17_no_other_url_is_taken_for_one_without_its_label(text: str) -> None:
    _, decision = refused("[ILLEGAL]", text)

    assert "URL: is missing" in decision.reason
    assert "in front of this URL" not in decision.reason


def test_a_route_chooses_the_unit_and_the_record_says_which_row_hit() -> None:
    routes = (Route("urgent", ("national",), urgent=True), Route("rest", ("state",)))
    world = opened(World(home_site(units=TWO_UNITS, routes=routes)))

    assert world.case.opened is not None
    assert world.case.opened.units == ("state",)
    assert world.case.opened.rules == ("routing:rest",)


def test_no_route_is_no_silence() -> None:
    _, decision = refused("[ILLEGAL]", world=World(home_site(routes=())))

    assert "no row of rules/routing.yaml" in decision.reason


def test_several_units_named_by_tag_all_get_the_report_with_their_own_codes() -> None:
    world = opened(World(home_site(units=TWO_UNITS)), subject="[ILLEGAL] [LEA:national] [LEA:state]")

    reports = world.letters("annex-i")
    assert [draft.to.id for draft in reports] == ["national", "state"]
    assert len({draft.values["code"] for draft in reports}) == 2


def test_the_longest_delay_of_any_unit_counts_also_the_agreed_one() -> None:
    quick = replace(STATE, ntd_delay=timedelta(hours=6))
    world = opened(
        World(home_site(units=(make_unit(), quick))), subject="[ILLEGAL] [LEA:national] [LEA:state]"
    )

    assert world.case.opened is not None
    assert world.case.opened.ntd_delay == 24 * 3600


def test_a_voluminous_report_goes_in_parts_apart() -> None:
    urls = "".join(f"URL: https://media.provider.example.net/item{n}\n" for n in range(1, 6))
    site = home_site(agreement=make_agreement(fragment_size=2))
    world = opened(World(site), form=urls + "Description of the type of the content: items\n")

    reports = world.letters("annex-i")
    assert [(one.values["fragment"], one.values["of"]) for one in reports] == [(1, 3), (2, 3), (3, 3)]
    assert [one.not_before for one in reports] == [None, T0 + hours(2), T0 + hours(4)]
    assert [one.items for one in world.case.fragments] == [(1, 2), (3, 4), (5,)]


def test_a_later_part_says_when_it_is_forwarded_and_not_when_the_first_one_was() -> None:
    urls = "".join(f"URL: https://media.provider.example.net/item{n}\n" for n in range(1, 4))
    site = home_site(agreement=make_agreement(fragment_size=1))
    form = urls + "Description of the type of the content: items\n"

    calm = opened(World(site), form=form).letters("annex-i")
    urgent = opened(World(site), form=form, subject="[ILLEGAL] [URGENT:a reason]").letters("annex-i")

    assert [one.values["forwarded_at"] for one in calm] == [T0, T0 + hours(2), T0 + hours(4)]
    assert [one.values["forwarded_at"] for one in urgent] == [T0] * 3


def test_P5_the_notice_waits_for_the_last_part() -> None:
    urls = "".join(f"URL: https://media.provider.example.net/item{n}\n" for n in (1, 2))
    site = home_site(agreement=make_agreement(fragment_size=1))
    world = opened(World(site), form=urls + "Description of the type of the content: items\n")
    first, second = world.letters("annex-i")
    world.record(MailAccepted(message_id=first.message_id))
    assert "notice" not in kinds_due(world)
    world.record(MailAccepted(message_id=second.message_id))
    assert "notice" in kinds_due(world)


def test_the_provider_is_found_by_network_before_domain_and_unknown_ones_are_named() -> None:
    network = Provider(
        "By Network", PROVIDER, networks=(ip_network("192.0.2.0/24"),), confirmed=False
    )  # fmt: skip
    world = opened(World(home_site(providers=(*DIRECTORY, network))))

    (transcript,) = world.letters("opened")
    assert transcript.values["unconfirmed"] == (str(PROVIDER),)
    bare = opened(World(home_site(providers=())))
    assert bare.letters("opened")[0].values["without_provider"] == (1,)


def test_P11_where_a_provider_has_a_web_form_only_no_notice_is_promised() -> None:
    """It would wait until it is due before anybody hears that a person has to send it."""
    for confirmed in (True, False):
        row = replace(DIRECTORY[0], channel="form", confirmed=confirmed)
        (told,) = opened(World(home_site(providers=(row,)))).letters("opened")

        assert (told.values["by_hand"], told.values["unconfirmed"]) == ((str(row.contact),), ())
        assert told.values["none_yet"]
        for language in ("de", "el", "en", "et", "lt", "sv"):
            text = TEMPLATES.render("opened", language, {**told.values, "now": T0}).text
            assert text.count(str(row.contact)) == 2  # as the provider, and as what is to do


def test_the_time_of_the_public_report_comes_from_the_register() -> None:
    world = World()
    mail = analyst_mail(FORM, subject="[ILLEGAL]", originals=(Original("<r@example.com>", T0),))
    decision = decide(mail, world.facts(mail, report_at=T0 - hours(5)), world.context)
    world.carry(decision.changes[0])

    assert world.case.opened is not None
    assert world.case.opened.received_from_public == T0 - hours(5)


@pytest.mark.parametrize("tag", ["[Urgent child in danger]", "[very urgent]", "[ntd none]", "[host ee]"])
def test_P17_a_tag_without_its_colon_is_never_passed_over(tag: str) -> None:
    world = World()
    decision = world.take(analyst_mail(FORM, subject=f"[ILLEGAL] {tag}"))
    assert decision.folder == "Refused"
    assert f"{tag} is not a tag I know; did you mean" in decision.reason
    assert ":" in decision.reason.rpartition("[")[2]


@pytest.mark.parametrize("no", ["no", "Nein", "όχι", "-"])
def test_P17_a_no_is_no_reason_for_urgency_and_is_asked_about(no: str) -> None:
    decision = World().take(analyst_mail(FORM, subject=f"[ILLEGAL] [URGENT:{no}]"))
    assert decision.folder == "Refused"
    assert f"[URGENT:{no}]: expected the reason after the colon" in decision.reason


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("URGENT [ILLEGAL] somebody is in danger", True),
        ("[ILLEGAL] Urgent!", True),
        ("[ILLEGAL] EILT: bitte heute", True),
        ("[ILLEGAL] Fwd: Urgent!", False),
        ("[ILLEGAL] insurgents", False),
        ("[ILLEGAL] [URGENT:a reason] urgent", False),
        ("[NOT-ILLEGAL] urgent", False),
    ],
)
def test_an_analyst_who_writes_of_urgency_beside_the_tags_is_told_that_the_case_is_not(
    subject: str, said: bool
) -> None:
    world = opened(World(home_site(tag_aliases={"eilt": "URGENT"})), subject=subject)
    (answer,) = world.letters("opened")
    transcript = answer.values["transcript"]
    assert isinstance(transcript, Transcript)
    assert any("speaks of urgency" in one for one in transcript.remarks) == said


def test_a_reason_may_have_a_no_in_it() -> None:
    assert opened(subject="[ILLEGAL] [URGENT:no time to lose]").letters("call-now")


def test_P17_the_form_that_comes_back_has_the_time_of_the_report_that_the_mail_forwards() -> None:
    world = World()
    mail = analyst_mail("URL: https://media.provider.example.net/item1\n", subject="[ILLEGAL]")
    decision = decide(mail, world.facts(mail, report_at=T0 - hours(5)), world.context)
    world.carry(decision.changes[0])
    (refused,) = world.letters("refused")
    assert "Received from public: 2026-03-02 06:00+02:00" in str(refused.values["form"])


def test_a_second_case_gets_the_next_number_without_a_twin() -> None:
    world = opened(opened())

    assert len([case for case in world.streams.values() if case.opened]) == 2


def test_the_transcript_answers_the_analysts_mail() -> None:
    world = World()
    mail = analyst_mail(FORM, subject="[ILLEGAL]")
    world.take(mail)

    (transcript,) = world.letters("opened")
    assert transcript.in_reply_to == mail.message_id
    assert transcript.answer


@pytest.mark.parametrize("label", ["Received from public", "Received from ICCAM"])
def test_P17_a_report_that_nobody_can_have_received_yet_is_refused_with_its_day(label: str) -> None:
    for day, allowed in (("2027-03-02", False), ("2026-03-02", True), ("2025-12-31", True)):
        world = World()
        world.take(analyst_mail(f"{label}: {day} 13:00\n{FORM}", subject="[ILLEGAL]"))
        assert bool(world.streams.get("HL-2026-000001-C")) is allowed
        said = str([draft.values for draft in world.letters("refused")])
        assert ("2027-03-02 has not come yet" in said) is not allowed


AT = "URL: https://192.0.2.7/item1\nIP address: {ip}\nDescription of the type of the content: item 1\n"


@pytest.mark.parametrize(
    ("ip", "more", "opens"),
    [
        ("198.51.100.1", "", False),
        ("2001:db8::1", "", False),
        ("198.51.100.1", "Cloudflare: yes\n", True),
        ("192.0.2.7", "", True),
        ("::ffff:192.0.2.7", "", True),
    ],
)
def test_P5_an_address_beside_a_url_that_has_another_one_is_refused(ip: str, more: str, opens: bool) -> None:
    world = World()

    world.take(analyst_mail(AT.format(ip=ip) + more, subject="[ILLEGAL]"))

    assert any(case.opened for case in world.streams.values()) is opens
    assert ("Item 1: its IP address" in str([one.values for one in world.letters("refused")])) is not opens


def test_an_update_of_something_else_is_taken_where_the_case_has_another_address_from_before() -> None:
    world = opened(form=AT.format(ip="198.51.100.1") + "Cloudflare: yes\n")
    say = f"[UPDATE] [{world.case.stream}]"
    world.take(analyst_mail("Cloudflare: no\n", subject=say, received_at=world.now))

    more = "Item: 1\nPassword or referral: one\n"
    world.take(analyst_mail(more, subject=say, received_at=world.now))

    assert world.letters("refused") == []
    assert [item.access for item in world.case.listed] == ["one"]


def test_P5_an_update_to_another_address_than_the_urls_is_refused_too() -> None:
    world = opened(form=AT.format(ip="192.0.2.7"))

    say = f"[UPDATE] [{world.case.stream}]"
    world.take(analyst_mail("Item: 1\nIP address: 198.51.100.1\n", subject=say, received_at=world.now))

    assert [item.ip for item in world.case.listed] == ["192.0.2.7"]
    (refused,) = world.letters("refused")
    assert "Item 1: its IP address" in str(refused.values)


def test_P17_an_update_to_a_time_to_come_is_refused_too() -> None:
    world = opened()
    text = "Received from public: 2027-03-02 09:00\n"
    world.take(analyst_mail(text, subject=f"[UPDATE] [{world.case.stream}]", received_at=world.now))

    assert world.case.form is not None
    assert world.case.form.received_from_public is None


@pytest.mark.parametrize(
    "subject",
    [
        "NOT [ILLEGAL]",
        "item 1 is not [Illegal]",
        "nicht [ILLEGAL]",
        "nėra [UNSURE]",
        "not\u3010ILLEGAL\u3011",
    ],
)
def test_P17_a_tag_with_a_negation_in_front_is_asked_about(subject: str) -> None:
    _, decision = refused(subject)

    assert 'has a word like "not" in front of it' in decision.reason


@pytest.mark.parametrize(
    "subject", ["Why not [HELP]?", "not [STATUS] [HL-2026-000001-C]", "[LIST] and not [FORM]"]
)
def test_P17_a_question_with_not_in_front_of_it_is_answered(subject: str) -> None:
    world = reported()
    decision = world.take(analyst_mail("", subject=subject, received_at=world.now))

    assert decision.folder == Folder.DONE, decision.reason


@pytest.mark.parametrize("subject", ["[ILLEGAL] was not there before", "note [ILLEGAL]"])
def test_a_negation_elsewhere_says_nothing_of_a_tag(subject: str) -> None:
    decision = World().take(analyst_mail(FORM, subject=subject))

    assert decision.folder == Folder.DONE


def test_a_hold_counts_in_any_words() -> None:
    world = opened()
    world.take(analyst_mail("", subject=f"not [HOLD] yet [{world.case.stream}]"))

    assert world.case.holds_in_force()


@pytest.mark.parametrize("behind", ["for item 2", "only the second"])
def test_P17_no_notice_at_all_is_asked_about_where_the_subject_names_some_items(behind: str) -> None:
    world = World()
    form = f"{FORM}URL: https://media.provider.example.net/item2\n"
    decision = world.take(analyst_mail(form, subject=f"[ILLEGAL] [NTD:none] {behind}"))

    assert (decision.folder, decision.reason) == (
        Folder.REFUSED,
        "[NTD] is for the whole case, and your text names some of its items; expected the tag alone, or for"
        " some items [HOLD:items 1,3]",
    )
    opened(World(), subject=f"[ILLEGAL] [NTD:none] {behind}")  # of one item it is
