"""The machine-readable part of a notice: what it says, that it fits the schema, that the mail stays whole."""

import asyncio
import json
import re
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

import mailparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotlined.adapters.smtp import SmtpAccount, SmtpCourier
from hotlined.adapters.xarf import problems_of, xarf_part
from hotlined.domain.hotline.site import Site
from hotlined.domain.hotline.uri import as_uri
from hotlined.domain.mail.message import Draft
from hotlined.domain.values.address import Address
from tests.support.mails_in import FORM, PROVIDER
from tests.support.rig import Rig
from tests.support.sink import Sink
from tests.support.world import DIRECTORY, World, home_site, queued

PLAIN_URL = "https://media.provider.example.net/item1"


def site_of(*, xarf: str = "auto", classification: str = "baseline", **more: object) -> Site:
    """A site whose agreement and directory say that of XARF."""
    site = home_site(providers=(replace(DIRECTORY[0], xarf=xarf),), **more)
    return replace(site, agreement=replace(site.agreement, xarf_classification=classification))


def notices_of(site: Site, form: str = FORM, subject: str = "[ILLEGAL]") -> list[Draft]:
    """The notices of a case, all that are due."""
    world = queued(World(site), form=form, subject=subject)
    for _ in range(5):
        world.sweep(world.fence())
    return world.letters("ntd")


def machine(draft: Draft, site: Site) -> dict[str, Any] | None:
    part = xarf_part(draft, site)
    return None if part is None else json.loads(part)


def two_urls() -> str:
    return FORM.replace("\nIP", "\nURL: https://media.provider.example.net/item2\nIP", 1)


def test_a_notice_about_one_url_has_the_published_form_of_v4() -> None:
    site = site_of()
    (draft,) = notices_of(site)
    report = machine(draft, site)

    assert report is not None
    assert problems_of(report) == ()
    party = {"org": site.hotline.name, "contact": "ntd@hotline.example.org", "domain": "hotline.example.org"}
    assert report | {"report_id": "", "description": ""} == {
        "xarf_version": "4.2.0",
        "report_id": "",
        "timestamp": "2026-03-02T09:00:00Z",
        "reporter": party,
        "sender": party,
        "source_identifier": "192.0.2.1",
        "category": "content",
        "type": "csam",
        "url": PLAIN_URL,
        "classification": "baseline",
        "detection_method": "manual_review",
        "verified_at": "2026-03-02T09:00:00Z",
        "verification_method": "manual",
        "content_removed": False,
        "description": "",
        "domain": "media.provider.example.net",
    }
    assert str(draft.values["notice"]) in report["description"]


@pytest.mark.parametrize("missing", ["classification", "detection_method", "url", "reporter", "report_id"])
def test_what_lacks_a_field_that_the_schema_demands_is_found(missing: str) -> None:
    site = site_of()
    report = machine(notices_of(site)[0], site)
    assert report is not None

    del report[missing]

    assert problems_of(report)


def test_what_does_not_fit_the_schema_goes_as_text_alone(caplog: pytest.LogCaptureFixture) -> None:
    site = site_of(classification="A7")

    (draft,) = notices_of(site)

    assert xarf_part(draft, site) is None
    mail = message_from_bytes(sent_bytes(site, draft), policy=policy.SMTP)
    assert mail.get_content_type() == "text/plain"
    assert "xarf.json" not in mail.get_content()  # the text promises no file that is not there
    assert "unfit" in caplog.text
    assert PLAIN_URL not in caplog.text


@pytest.mark.parametrize(
    ("how", "subject"),
    [({"classification": "none"}, "[ILLEGAL]"), ({"xarf": "none"}, "[ILLEGAL]"), ({}, "[UNSURE]")],
)
def test_a_class_is_never_guessed(how: dict[str, str], subject: str) -> None:
    site = site_of(**how)

    (draft,) = notices_of(site, subject=subject)

    assert xarf_part(draft, site) is None


def test_a_notice_about_several_urls_has_none_unless_the_provider_asks() -> None:
    site = site_of()

    (draft,) = notices_of(site, two_urls())

    assert xarf_part(draft, site) is None


@pytest.mark.parametrize("version", ["v3", "v4"])
def test_a_provider_that_asks_for_it_gets_one_mail_for_each_url(version: str) -> None:
    site = site_of(xarf=version)

    drafts = notices_of(site, two_urls())

    reports = [machine(draft, site) for draft in drafts]
    assert [draft.values["items"][0].number for draft in drafts] == [1, 2]  # type: ignore[index]
    urls = [one["url"] if version == "v4" else one["Report"]["SourceUrl"] for one in reports if one]
    assert urls == [PLAIN_URL, PLAIN_URL.replace("item1", "item2")]
    assert len({draft.values["notice"] for draft in drafts}) == 2


def test_v3_has_the_case_number_and_needs_no_class() -> None:
    site = site_of(xarf="v3", classification="none")
    (draft,) = notices_of(site)

    assert machine(draft, site) == {
        "Version": "3",
        "ReporterInfo": {
            "ReporterType": "Org",
            "ReporterOrg": site.hotline.name,
            "ReporterOrgDomain": "hotline.example.org",
            "ReporterOrgEmail": "ntd@hotline.example.org",
            "ReporterContactPhone": site.hotline.phone,
        },
        "Disclosure": False,
        "Report": {
            "ReportClass": "Content",
            "ReportType": "ChildAbuse",
            "Date": "2026-03-02T09:00:00Z",
            "SourceUrl": PLAIN_URL,
            "ReporterCaseID": draft.values["notice"],
            "SourceIp": "192.0.2.1",
        },
    }


def test_an_encrypted_notice_has_none_since_no_robot_reads_it() -> None:
    row = replace(DIRECTORY[0], xarf="v4", fingerprints=("F" * 40,))
    site = site_of()
    site = replace(site, providers=(row,))

    (draft,) = notices_of(site)

    assert xarf_part(draft, site) is None


def test_a_test_says_so_to_the_robot_too() -> None:
    for version in ("v3", "v4"):
        site = site_of(xarf=version, providers_to=Address("test", "hotline.example.org"))
        (draft,) = notices_of(site)

        assert "[TEST]" in (xarf_part(draft, site) or b"").decode()


@pytest.mark.parametrize(
    ("url", "uri", "domain"),
    [
        (PLAIN_URL, PLAIN_URL, "media.provider.example.net"),
        ("https://bücher.example/ä?q=ö#ü", "https://xn--bcher-kva.example/%C3%A4?q=%C3%B6#%C3%BC", None),
        ("https://bücher.example:8080/%C3%A4ä", "https://xn--bcher-kva.example:8080/%C3%A4%C3%A4", None),
        ("https://192.0.2.7/item1", "https://192.0.2.7/item1", None),
        ("https://[2001:db8::1]:81/item1", "https://[2001:db8::1]:81/item1", None),
        ("https://[2001:db8::1]:81/ä", "https://[2001:db8::1]:81/%C3%A4", None),
        ("https://Media.Example.NET./item1", "https://Media.Example.NET./item1", "media.example.net"),
    ],
)
def test_odd_urls_still_fit(url: str, uri: str, domain: str | None) -> None:
    site = site_of()
    (draft,) = notices_of(site)
    part = draft.values["machine"]
    draft = replace(draft, values={**draft.values, "machine": replace(part, url=url, ip=None)})  # type: ignore[type-var]

    report = machine(draft, site)

    assert report is not None
    assert (report["url"], report.get("domain")) == (uri, domain)


PCHAR = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"  # RFC 3986, appendix A
URI = re.compile(
    rf"https://(?:{PCHAR}+@)?[a-z0-9.-]+(?::\d+)?(?:/{PCHAR}*)*(?:\?(?:{PCHAR}|[/?])*)?(?:#(?:{PCHAR}|[/?])*)?"
)


@pytest.mark.parametrize(
    ("written", "uri"),
    [
        ("/list?page[]=1&to={x}", "/list?page%5B%5D=1&to=%7Bx%7D"),
        ("/a|b^c`d\\e", "/a%7Cb%5Ec%60d%5Ce"),
        ("/100%/%41%zz", "/100%25/%41%25zz"),
        ("/?", "/?"),
        ("/#", "/#"),
        ("/a#b#c", "/a#b%23c"),
        ("/plain/(1),'2';3=4&5~6?a=/b?c#/d?e", "/plain/(1),'2';3=4&5~6?a=/b?c#/d?e"),
    ],
)
def test_what_every_browser_takes_and_no_strict_parser_is_written_as_a_uri(written: str, uri: str) -> None:
    assert as_uri(f"https://Example.com{written}") == f"https://Example.com{uri}"


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["https://example.com", "https://u@example.com:81", "https://bücher.example"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), max_size=40),
)
def test_any_url_becomes_what_the_schema_calls_a_uri(place: str, rest: str) -> None:
    uri = as_uri(f"{place}/{rest}")

    assert URI.fullmatch(uri)
    assert as_uri(uri) == uri


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), max_size=40))
def test_any_path_becomes_ascii_and_keeps_what_was_ascii(path: str) -> None:
    uri = as_uri(f"https://bücher.example/{path}")

    assert uri.isascii()
    assert uri.startswith("https://xn--bcher-kva.example/")


# --- the mail -----------------------------------------------------------------------------------------


def sent_bytes(site: Site, draft: Draft) -> bytes:
    """The mail as a real SMTP server got it."""
    rig = Rig(site=site)
    _, envelope = rig.composer.compose(draft, site, rig.clock.now())
    with Sink() as sink:
        account = SmtpAccount(
            host="127.0.0.1", port=sink.port, tls="none", user=None, password=None, cafile=None
        )

        async def send() -> None:
            courier = SmtpCourier({"ntd": account})
            await courier.send("ntd", envelope)
            await courier.close()

        asyncio.run(send())
        (taken,) = sink.wait_for(1)
    return taken.raw


@pytest.mark.parametrize("version", ["v3", "v4"])
def test_the_mail_is_a_report_that_the_standard_library_and_mail_parser_read(version: str) -> None:
    site = site_of(xarf=version)
    (draft,) = notices_of(site)

    raw = sent_bytes(site, draft)

    mail = message_from_bytes(raw, policy=policy.SMTP)
    assert mail.get_content_type() == "multipart/report"
    assert mail.get_param("report-type") == "feedback-report"
    text, feedback, report = mail.iter_parts()
    kinds = [part.get_content_type() for part in (text, feedback, report)]
    assert kinds == ["text/plain", "message/feedback-report", "application/json"]
    (fields,) = feedback.get_payload()  # CPython reads any message/* as a message inside
    assert dict(fields.items()) == {"Feedback-Type": "xarf", "User-Agent": "hotlined", "Version": "1"}
    assert report.get_filename() == report.get_param("name") == "xarf.json"
    assert report["Content-Transfer-Encoding"] == "base64"
    assert json.loads(report.get_content()) == machine(draft, site)
    assert_whole(text.get_content(), draft)

    other = mailparser.parse_from_bytes(raw)
    (attached,) = (one for one in other.attachments if one["mail_content_type"] == "application/json")
    assert json.loads(b64decode(attached["payload"])) == machine(draft, site)
    assert "NOTICE AND TAKEDOWN" in "\n".join(other.text_plain)


def assert_whole(text: str, draft: Draft) -> None:
    """The text says all that the machine-readable part does, and how to answer."""
    for said in (
        str(draft.values["notice"]),
        "media[.]provider[.]example[.]net/item1",
        "192.0.2.1",
        "REMOVED",
    ):
        assert said in text
    assert "xarf.json" in text


def test_P10_the_machine_part_says_nothing_that_the_text_does_not() -> None:
    site = site_of()
    (draft,) = notices_of(site)
    report = machine(draft, site)
    text = (
        Rig(site=site).composer.templates.render("ntd", "en", {**draft.values, "now": Rig().clock.now()}).text
    )

    assert report is not None
    constant = {"content", "csam", "baseline", "manual_review", "manual", "4.2.0", "False"}
    for name, value in flat(report):
        if (
            name in ("report_id", "timestamp", "verified_at", "description", "url", "domain")
            or value in constant
        ):
            continue
        assert value in text or value in (str(site.identities["ntd"]), site.identities["ntd"].domain), name


def flat(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in data.items():
        found += flat(value) if isinstance(value, dict) else [(name, str(value))]
    return found


def test_a_reminder_has_no_machine_part() -> None:
    site = site_of(xarf="v4")
    world = queued(World(site))
    world.gate(fence=world.fence())
    world.wait(world.site.agreement.ntd_reminder * 1.01)
    world.sweep(world.fence())

    (draft,) = world.letters("ntd-reminder")

    assert xarf_part(draft, site) is None
    assert str(draft.to.address) == str(PROVIDER)
