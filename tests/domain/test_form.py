"""The Annex I form: text to fields and back."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotlined.domain.form import (
    Answer,
    Form,
    FormReading,
    Item,
    Problem,
    missing,
    normal_text,
    read_form,
    same_url,
    write_form,
)
from hotlined.domain.form.annex import ITEM_FIELDS, KINDS
from hotlined.domain.form.labels import (
    ANSWERS,
    HEADINGS,
    LABELS,
    LABELS_EN,
    default_labels,
    fold_label,
    read_answer,
)
from hotlined.domain.values.urls import read_ip, read_url
from tests.support.over import over

TALLINN = ZoneInfo("Europe/Tallinn")
LABEL_MAP = default_labels()
TRICKS = st.sampled_from(
    [
        "URL: https://example.org/other",
        "# comment",
        "-- ",
        "--",
        "> quoted",
        "From: a@example.org",
        "  two in",
        "\ttab",
        "Comments:",
        "On 1 May 2026 a wrote:",
        "-----Original Message-----",
        "_" * 20,
        "Hosting cuntry: EE",
        "",
        "Begin forwarded message:",
    ]
)
LINES = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | TRICKS, max_size=5)
TEXTS = LINES.map(lambda lines: normal_text("\n".join(lines))).filter(
    lambda text: text not in ("-", "--", "\u2013", "\u2014")  # which empty a field
)
TIMES = st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(
    lambda moment: moment.replace(microsecond=0, tzinfo=UTC)
)
YES_NO = st.none() | st.sampled_from(Answer)
URLS = st.from_regex(
    r"(https?|ftp)://[a-z0-9]{1,9}\.example(:[0-9]{1,4})?/[a-zA-Z0-9/?=&%.,;:#~_()+-]{0,30}", fullmatch=True
)
ITEMS = st.builds(
    Item,
    URLS,
    TEXTS,
    st.none() | st.ip_addresses().map(str),
    TEXTS,
    TEXTS,
    st.none() | st.sampled_from(["EE", "GB", "XK"]),
)
FORMS = st.builds(
    Form,
    TIMES,
    TIMES,
    TEXTS,
    YES_NO,
    YES_NO,
    YES_NO,
    TEXTS,
    YES_NO,
    TEXTS,
    TEXTS,
    TEXTS,
    st.lists(ITEMS, max_size=4, unique_by=lambda item: same_url(item.url)).map(tuple),
    TEXTS,
    TEXTS,
    YES_NO,
    TEXTS,
    st.none() | st.sampled_from(["de", "et", "ru"]),
)


def read(text: str) -> FormReading:
    return read_form(text, labels=LABEL_MAP, zone=TALLINN)


@settings(max_examples=150, deadline=None)
@given(FORMS, st.sampled_from(sorted(LABELS)))
def test_a_written_form_is_read_back_to_the_same_values(form: Form, language: str) -> None:
    text = write_form(form, language=language, zone=TALLINN)
    assert read(text) == FormReading(form)
    assert read(text.replace("\n", "\r\n")) == FormReading(form)


@settings(deadline=None)
@given(st.text(max_size=400) | LINES.map("\n".join) | st.text("URL: IP\n>#-hxtp[.]", max_size=200))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    reading = read(text)
    assert read(write_form(reading.form, zone=TALLINN)).form == reading.form


@pytest.mark.parametrize("below", ["12345", "https://media.provider.example.net/item1", "a=b&c=d"])
def test_P17_a_url_that_is_broken_behind_an_equals_sign_is_asked_about_and_not_halved(below: str) -> None:
    url = "https://archive.example.org/save?url="
    reading = read(f"URL: {url}\n{below}\nIP address: 192.0.2.1\n")

    assert (reading.problems[0].line, reading.problems[0].text) == (1, url)
    assert "go on in the line below" in reading.problems[0].expected
    assert url not in {item.url for item in reading.form.items}


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("URL: https://example.org/?q=\nIP address: 192.0.2.1\n", ["https://example.org/?q="]),
        (
            "URL: <https://example.org/?q=>\nhttps://example.org/2\n",
            ["https://example.org/?q=", "https://example.org/2"],
        ),
        ("URL: <https://example.org/?q=\n12345>\n", ["https://example.org/?q=12345"]),
        ("URL: https://example.org/?q=\n\nIP address: 192.0.2.1\n", ["https://example.org/?q="]),
    ],
)
def test_a_url_may_end_in_an_equals_sign(text: str, urls: list[str]) -> None:
    reading = read(text)

    assert [item.url for item in reading.form.items] == urls
    assert reading.problems == ()


def test_an_item_block_starts_at_its_url() -> None:
    reading = read(
        "URL: hxxps://example[.]org/1\nIP address: 192[.]0[.]2[.]1\nHosting country: ee\n"
        "URL: http://example.com\nProvider: Example Net"
    )
    assert reading.problems == ()
    assert reading.form.items == (
        Item("https://example.org/1", ip="192.0.2.1", host_country="EE"),
        Item("http://example.com", provider="Example Net"),
    )


@over(
    "word",
    ["unknown", "Not known", "?", "n/a", "unbekannt", "nicht bekannt", "teadmata", "pole teada", "άγνωστη",
     "δεν είναι γνωστή", "nežinoma", "nežinomas", "okänd", "Okänt.", "ej känd", "inconnu"],
)  # fmt: skip
@over("label", ["IP address", "Language", "Received from public"])
def test_what_is_said_to_be_not_known_is_as_good_as_empty_and_told(word: str, label: str) -> None:
    first, second = ("", f"{label}: {word}\n") if label == "IP address" else (f"{label}: {word}\n", "")
    reading = read(f"{first}URL: http://example.org/1\n{second}")

    assert reading.problems == ()
    assert reading.form == Form(items=(Item("http://example.org/1"),))
    assert [(one.label, one.said) for one in reading.remarks] == [
        (label, "read as not known; it stays empty")
    ]


def test_a_hosting_country_that_is_not_known_is_asked_for_since_an_empty_one_means_home() -> None:
    assert "a country" in str(read("URL: http://example.org/1\nHosting country: unknown\n").problems[0])


def test_several_urls_under_one_label_share_the_block() -> None:
    text = (
        "URL:\n- http://example.org/1\n2. hxxp://example.org/2\n"
        "http://example.org/3<http://example.org/3>\nIP: 2001:DB8::1\n"
    )
    assert read(text).form.items == tuple(
        Item(f"http://example.org/{n}", ip="2001:db8::1") for n in (1, 2, 3)
    )


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\r", "\r\n"])
def test_lines_end_where_a_program_that_was_pasted_from_ends_them(mark: str) -> None:
    form = read(mark.join(("URL: https://example.org/1", "IP address: 192.0.2.1", "Type of content: a"))).form
    assert (form.items, form.content_type) == ((Item("https://example.org/1", ip="192.0.2.1"),), "a")


def test_multi_line_values_go_on_until_the_next_known_label() -> None:
    form = read("Type of content: item 1\nNote: more\n\n# comment\nlast\nSelf-generated: n").form
    assert (form.content_type, form.self_generated) == ("item 1\nNote: more\n\nlast", Answer.NO)


@pytest.mark.parametrize(
    "end",
    [
        "-- ",
        "--",
        "---------- Forwarded message ---------",
        "----------  Forwarded Message  ----------",
        "-----Original Message-----",
        "________________________________",
        "From: Jane <jane@example.org>",
        "*Von:* Jane",
        "Begin forwarded message:",
        "On 12 May 2026, Jane wrote:",
        "On 12 May 2026 at 10:00, Jane\n<jane@example.org> wrote:",
        "Am 12.05.2026 schrieb Jane <jane@example.org>:",
        "On 12 May 2026,\nJane <jane@example.org> wrote:\n\n> hello",
    ],
)
def test_nothing_of_a_mail_below_the_form_gets_into_it(end: str) -> None:
    """Promise P10: the reporter's name, address and words stay out of the report."""
    reading = read(
        f"URL: https://example.org/1\nComments: mine\n\n{end}\n"
        "URL: https://example.net/theirs\nComments: theirs\n"
    )
    assert reading.form == Form(items=(Item("https://example.org/1"),), comments="mine")
    assert "theirs" in reading.rest
    assert "Jane" not in repr(reading.form)


@pytest.mark.parametrize(
    "above",
    [
        "- - - - Forwarded message - - - -",
        "----Messaggio originale----",
        "~~~ report ~~~",
        "\u0391\u03c1\u03c7\u03ae \u03c0\u03c1\u03bf\u03c9\u03b8\u03b7\u03bc\u03ad\u03bd\u03bf\u03c5:",
        "Words in a language that nobody thought of:",
    ],
)
def test_what_a_program_writes_above_a_forwarded_head_is_no_value(above: str) -> None:
    head = "\u0391\u03c0\u03cc: Jane <jane@example.org>\nSubject: hello\nDate: 2 March 2026\n"
    reading = read(f"URL: https://example.org/1\nComments: mine\nand more:\n\n{above}\n\n{head}\ntheirs\n")
    assert reading.form.comments == "mine\nand more:"


@pytest.mark.parametrize("between", ["\n", "\n\n"])
@pytest.mark.parametrize(
    "last", ["** please call first **", "*** now ***", "-- as told - see above -", "~ item 1 ~"]
)
def test_the_last_line_of_a_text_is_kept_also_between_marks(last: str, between: str) -> None:
    form = read(f"URL: https://example.org/1\nComments: mine{between}{last}\n").form
    assert form.comments == f"mine{between}{last}"


@pytest.mark.parametrize(
    "closing",
    [
        "Kind regards,",
        "Thanks!",
        "Mit freundlichen Gr\u00fc\u00dfen",
        "Lugupidamisega",
        "Med v\u00e4nliga h\u00e4lsningar,",
        "MfG",
    ],
)
def test_the_writers_name_at_the_end_of_the_mail_is_in_no_field(closing: str) -> None:
    text = f"URL: https://example.org/1\nComments: mine\n\n{closing}\nJane\n+372 555 0100\n"
    reading = read(text)
    assert reading.form == Form(items=(Item("https://example.org/1"),), comments="mine")
    assert [str(one) for one in reading.remarks] == [
        "line 4: the end of your mail, it seems; what stands below it is in no field"
    ]
    assert reading.rest == f"{closing}\nJane\n+372 555 0100"
    assert read(text + "\nURL: https://example.org/2\n").form.items == tuple(
        Item(f"https://example.org/{n}") for n in (1, 2)
    )
    assert read(f"URL: https://example.org/1\n\n{closing}\nJane").problems == ()


@pytest.mark.parametrize(
    "text", ["mine\nThanks", "mine\n\n  Thanks", "Thanks\nfor all", "mine\n\nThanks to all of them"]
)
def test_thanks_within_a_value_are_part_of_it(text: str) -> None:
    comments = read(f"Comments: {text}\n").form.comments
    assert comments == text.replace("  ", "")


def test_quoted_lines_and_text_before_the_first_label_are_rest() -> None:
    reading = read(
        "Hello\n> URL: https://example.net/theirs\nURL: https://example.org/1\n> Comments: theirs\nafter"
    )
    assert reading.form == Form(items=(Item("https://example.org/1"),))
    assert reading.rest == "Hello\n> URL: https://example.net/theirs\n> Comments: theirs\nafter"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("IP: 192.0.2.1", "the URL it belongs to"),
        ("URL: example.org", "a whole URL"),
        ("URL: javascript:alert(1)", "a whole URL"),
        ("Offender identifiable: perhaps not", "Yes, No or Not sure"),
        ("Received from public: yesterday", "a time"),
        ("Comentss: x", 'did you mean "comments"'),
        ("Urgent: yes", "[URGENT:reason]"),
    ],
)
def test_a_line_that_is_not_understood_is_told_with_what_was_expected(line: str, expected: str) -> None:
    (problem,) = read(f"Type of content: item 1\n{line}\n").problems
    assert (problem.line, problem.text.split(": ")[-1]) == (2, line.split(": ")[-1])
    assert expected in problem.expected


@pytest.mark.parametrize(
    "line", ["IP: 192.0.2.256", "IP: example.org", "Hosting country: ZZ", "IP: 192.0.2.1\n192.0.2.2"]
)
def test_a_wrong_value_of_an_item_is_told_and_the_item_kept(line: str) -> None:
    reading = read(f"URL: https://example.org/1\n{line}\n")
    assert len(reading.problems) == 1
    assert reading.form.items[0].url == "https://example.org/1"


def test_a_field_given_twice_is_told() -> None:
    reading = read("Comments: a\nComments: b\nURL: https://example.org\nIP: 192.0.2.1\nIP: 192.0.2.2\n")
    assert [problem.line for problem in reading.problems] == [2, 5]
    assert reading.problems[0] == Problem(
        2, "Comments: b", "this field only once, for the whole report; write what belongs in it together"
    )


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("hxxp://example.org", "http://example.org"),
        ("hXXps[:]//example(.)org/a", "https://example.org/a"),
        ("HXXPS://Example[.]org/A", "https://Example.org/A"),
        ("FXPS://example[.]org/a", "ftps://example.org/a"),
        ("<https://example[dot]org>", "https://example.org"),
        ("fxp://example.org/", "ftp://example.org/"),
        ("http[://]example.org", "http://example.org"),
        ("https://[2001:db8::1]:8080/", "https://[2001:db8::1]:8080/"),
        ("HTTPS://Example.org/A", "HTTPS://Example.org/A"),
        ("https://münchen.example/", "https://münchen.example/"),
        ("https://example.org:99999/", None),
        ("https://[nonsense]/", None),
        ("http://", None),
        ("mailto:a@example.org", None),
        ("file:///etc/passwd", None),
        ("http://exa mple.org", None),
        ("http://example.org/\r\nBcc:x", None),
        ("", None),
        ("http:example.org", None),
        ("https://exa\x00mple.org", None),
    ],
)
def test_urls_are_refanged_and_checked_but_kept_as_written(text: str, url: str | None) -> None:
    assert read_url(text) == url


@given(URLS)
def test_a_read_url_stays_the_same_when_read_again(url: str) -> None:
    assert read_url(read_url(url) or "") == read_url(url)


@pytest.mark.parametrize(
    ("text", "ip"),
    [("192[.]0[.]2[.]1", "192.0.2.1"), ("2001:DB8:0::1", "2001:db8::1"), ("fe80::1%eth0", None), ("1", None)],
)
def test_ip_addresses_are_canonical(text: str, ip: str | None) -> None:
    assert read_ip(text) == ip


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("y", Answer.YES),
        ("N", Answer.NO),
        ("?", Answer.NOT_SURE),
        ("not  sure", Answer.NOT_SURE),
        ("nein", Answer.NO),
        ("Jah", Answer.YES),
        ("ei tea", Answer.NOT_SURE),
        ("ΌΧΙ", Answer.NO),
        ("taip", Answer.YES),
        ("vet inte", Answer.NOT_SURE),
        ("yes and no", None),
    ],
)
def test_answers_in_every_language(text: str, answer: Answer | None) -> None:
    assert read_answer(text) is answer


def test_a_naive_time_is_in_the_given_zone() -> None:
    assert read("Received from public: 2026-05-12 14:00").form.received_from_public == datetime(
        2026, 5, 12, 11, tzinfo=UTC
    )


def test_every_language_has_every_label_answer_and_heading() -> None:
    assert set(ANSWERS) == set(HEADINGS) == set(LABELS)
    for rows in LABELS.values():
        assert list(rows) == list(KINDS)
    assert set(ITEM_FIELDS) < set(LABELS_EN)


def test_no_label_means_two_fields() -> None:
    pairs = {
        (fold_label(label), name)
        for rows in LABELS.values()
        for name, labels in rows.items()
        for label in labels
    }
    assert len(pairs) == len({label for label, _ in pairs})


def test_no_answer_means_two_things() -> None:
    pairs = {
        (word.casefold(), answer)
        for rows in ANSWERS.values()
        for answer, words in rows.items()
        for word in words
    }
    assert len(pairs) == len({word for word, _ in pairs})


def test_the_annex_as_printed_is_understood() -> None:
    form = read(
        "Date & time - report received from public: 2026-05-12 14:00+00:00\nOffender identifiable?: y\n"
        "If yes, is the victim identified?: not sure\n"
        "URL address: https://example.org\nPassword or referral (if needed): item 1\n"
        "Name of the hosting service provider: Example Net\nDetails of the hosting service: shared\n"
    ).form
    assert form == Form(
        received_from_public=datetime(2026, 5, 12, 14, tzinfo=UTC),
        offender_identifiable=Answer.YES,
        victim_identified=Answer.NOT_SURE,
        items=(Item("https://example.org", access="item 1", provider="Example Net", hosting="shared"),),
    )


def test_a_lone_dash_is_no_text() -> None:
    form = read("URL: https://example.org/1\nPassword: -\nType of content: -\nComments: \u2014\n").form
    assert form == Form(items=(Item("https://example.org/1"),))
    assert missing(form) == ("content_type",)


def test_a_report_needs_a_url_and_the_type_of_the_content() -> None:
    assert missing(Form()) == ("url", "content_type")
    assert missing(Form(items=(Item("https://example.org"),), content_type="item 1")) == ()


@pytest.mark.parametrize(
    "text",
    [
        "URL: " + "a " * 20_000,
        "x: y\n" * 10_000,
        "Comments:\n" + "wrote " * 10_000,
        "-" * 50_000,
        "Comments: x\n" + "2026\n" * 20_000 + ">",
        "Comments:\n" + " " * 50_000,
        "Comentss: x\n" * 10_000,
        "URL: " + "[.]" * 20_000,
        "URL: " + "<" * 20_000,
        "Comments: x\n" + "_" * 2_000 + "x",
        "Comments: x\n-----a" + "-" * 50_000 + "x",
        "URL: https://example.org/1\nComments: x\n\n" + "-" * 20_000 + "x",
    ],
)
def test_a_hostile_form_is_read_in_linear_time(text: str) -> None:
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 2


ANY_URL = st.builds(
    "{}://{}{}".format,
    st.sampled_from(["http", "hxxps", "HTTPS", "ftp", "ipfs"]),
    st.text(st.sampled_from("ab.-_[](){}@:\\1 。xdot"), min_size=1, max_size=20),
    st.text(st.sampled_from("/?#a.,;:!()[]{}<>'\"%\\ é\u202e\u200b"), max_size=12),
)


@settings(max_examples=300, deadline=None)
@given(ANY_URL)
def test_any_URL_that_is_taken_comes_back_the_same_from_a_written_form(text: str) -> None:
    url = read_url(text)
    if url is not None:
        form = Form(items=(Item(url),))
        assert read(write_form(form, zone=TALLINN)) == FormReading(form)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("http://a@b@example.org/", "one host only"),
        ("http://good.example\\@evil.example/", "one host only"),
        ("https://exa\u202emple.org/", "U+202E"),
        ("https://example.org/\u200b", "U+200B"),
        ("http://localhost/", "a dot"),
        ("http://3221225985/", "four numbers"),
        ("http://300.1.2.3/", "four numbers"),
        ("http://abc.onion/", "mistyped"),
        ("http://a..b.example/", "empty parts"),
        ("https://example.org:99999/", "port"),
        ("javascript:alert(1)", "begins with"),
        ("https://" + "a" * 64 + ".example/", "at most 63"),
        ("https://example.org/a,https://example.org/b", "two seem to stand together"),
        ("https://example.org/a;hxxps[:]//example.org/b", "two seem to stand together"),
        ("https://example.org/a|https://example.org/b", "two seem to stand together"),
        ("https://example.org/ahttps://example.org/b", "two seem to stand together"),
        ("[https://example.org/a](https://example.org/b)", "two seem to stand together"),
        ("*https://example.org/a*", "begins with"),
        ("https://example.org/a...", "a part is left out"),
        ("https://example.org/a\u2026", "a part is left out"),
        ("https://example.org/a\u2026/b.html", "a part is left out"),
        ("https://example.org/?a=1&amp;b=2", "& for &amp;"),
        ("https://a01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa", "mail gateway"),
        ("<https://a01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org>", "mail gateway"),
        ("hxxps://urldefense[.]com/v3/__https:/example.org/a__;!!b!c$", "mail gateway"),
        ("https://urldefense.proofpoint.com/v2/url?u=https-3A__example.org_a&d=b", "mail gateway"),
        ("https://protect-eu.mimecast.com/s/a?domain=example.org", "mail gateway"),
        ("https://clicktime.symantec.com/3a?u=https%3A%2F%2Fexample.org%2Fa", "mail gateway"),
        ("https://url.us.m.mailcontrol.com/url/a?u=https%3A%2F%2Fexample.org%2Fa", "mail gateway"),
        ("https://seclinks.cloud-security.net/api/v1/seclink?url=https%3A%2F%2Fexample.org", "mail gateway"),
        ("https://checkpoint.url-protection.com/v1/url?o=https%3A//example.org/a&g=b", "mail gateway"),
        ("https://linklock.titanhq.com/analyse?url=https%3A%2F%2Fexample.org%2Fa&data=b", "mail gateway"),
        ("https://urlsand.esvalabs.com/?u=https%3A%2F%2Fexample.org%2Fa&e=b", "mail gateway"),
        ("https://statics.teams.cdn.office.net/evergreen-assets/safelinks/1/a.html?url=b", "mail gateway"),
    ],
)
def test_P17_a_URL_that_cannot_be_reported_is_refused_with_the_reason(written: str, expected: str) -> None:
    (problem,) = read(f"URL: {written}\n").problems
    assert expected in problem.expected
    assert str(problem).startswith("line 1 (URL): ")
    assert written not in str(problem)


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("https://example.org/a.", "https://example.org/a"),
        ("(https://example.org/a)", "https://example.org/a"),
        ("“https://example.org/a”,", "https://example.org/a"),
        ("https://example.org/a_(b)", "https://example.org/a_(b)"),
        ("<https://example.org/a.>", "https://example.org/a."),
        ("< https://example.org/a >", "https://example.org/a"),
        ("<https://example.org/a. >", "https://example.org/a."),
        ("<https://example.org/\n  a/b>", "https://example.org/a/b"),
        ("hxxps : // example [.] org/a", "https://example.org/a"),
        ("https://example\\.org/a", "https://example.org/a"),
        ("https://example。org/a", "https://example.org/a"),
        ("https://example.org/(.)", "https://example.org/(.)"),
        ("http://" + "a" * 56 + ".onion/", "http://" + "a" * 56 + ".onion/"),
        ("\u201ehttps://example.org/a\u201c", "https://example.org/a"),
        ("\u00bbhttps://example.org/a\u00ab.", "https://example.org/a"),
        ("\u201ahttps://example.org/a\u2018", "https://example.org/a"),
        ("`https://example.org/a`", "https://example.org/a"),
        ("[https://example.org/a](https://example.org/a)", "https://example.org/a"),
        ("https://example.org/2026/https://example.com/a", "https://example.org/2026/https://example.com/a"),
        ("https://example.org/?to=https://example.com/a", "https://example.org/?to=https://example.com/a"),
        ("https://example.org/.../a", "https://example.org/.../a"),
        ("<https://example.org/a,https://example.org/b>", "https://example.org/a,https://example.org/b"),
        ("<https://example.org/a...>", "https://example.org/a..."),
        ("<https://example.org/?a=1&amp;b=2>", "https://example.org/?a=1&amp;b=2"),
        ("https://my-urldefense.com/a", "https://my-urldefense.com/a"),
        ("https://statics.teams.cdn.office.net/a", "https://statics.teams.cdn.office.net/a"),
        ("&lt;https://example.org/a&gt;", "https://example.org/a"),
        ("&quot;https://example.org/a&quot;,", "https://example.org/a"),
        ("https://example.org/?a=1&gt=2", "https://example.org/?a=1&gt=2"),
    ],
)
def test_a_URL_is_freed_of_what_surrounds_it(written: str, url: str) -> None:
    reading = read(f"URL: {written}\n")
    assert ([item.url for item in reading.form.items], reading.problems) == ([url], ())


def test_the_same_URL_twice_is_one_item_and_said() -> None:
    reading = read(
        "URL: https://example.org/1\nIP: 192.0.2.1\nURL: HTTPS://Example.org/1\nCountry: Germany\n"
    )
    assert reading.form.items == (Item("https://example.org/1", ip="192.0.2.1", host_country="DE"),)
    assert [*map(str, reading.remarks)] == ["line 3: the same URL as item 1; it is one item"]


def test_the_same_URL_with_another_value_is_a_question() -> None:
    (problem,) = read(
        "URL: https://a.example/\nIP: 192.0.2.1\nURL: https://a.example\nIP: 192.0.2.2\n"
    ).problems
    assert "says otherwise" in problem.expected


def test_five_hundred_items() -> None:
    text = "".join(f"URL: https://example.org/{n}\nIP: 192.0.2.1\n" for n in range(500))
    assert len(read(text).form.items) == 500


@pytest.mark.parametrize(
    ("time", "utc_hour", "said"),
    [("2026-03-29 03:30", 1, "skip"), ("2026-10-25 03:30", 0, "twice"), ("2026-10-25 03:30+02:00", 1, "")],
)
def test_P15_a_time_in_the_night_of_a_clock_change_is_read_by_rule_and_said(
    time: str, utc_hour: int, said: str
) -> None:
    reading = read(f"Received from public: {time}\n")
    assert reading.form.received_from_public is not None
    assert reading.form.received_from_public.hour == utc_hour
    assert said in "".join(map(str, reading.remarks))
    assert bool(said) == bool(reading.remarks)


@pytest.mark.parametrize(
    "line",
    [
        "Victim identifiable? [x] Yes [ ] No [ ] Not sure",
        "Victim identifiable\tYes",
        "victim  IDENTIFIABLE ： “yes”",
        "Victim\u00a0identifiable\u00a0: ja",
        "• **Victim identifiable:** ☒ Yes ☐ No",
        "ΘΥΜΑ ΑΝΑΓΝΩΡΙΣΙΜΟ: ΝΑΙ",
        "Opfer erkennbar: Ja",
    ],
)
def test_a_question_is_answered_in_many_ways(line: str) -> None:
    reading = read(f"{line}\n")
    assert (reading.form.victim_identifiable, reading.problems) == (Answer.YES, ())


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Yes ☒ No ☐ Not sure ☐", Answer.YES),
        ("Ja [x] Nein [ ] Unsicher [ ]", Answer.YES),
        ("yes ( ) / no (X)", Answer.NO),
        ("Yes: ☐ No: ☐ Not sure: ☒", Answer.NOT_SURE),
        ("Yes ✓", Answer.YES),
        ("☒ Yes ☐ No", Answer.YES),
        ("( ) yes (x) no", Answer.NO),
        ("the face: ☒ Yes ☐ No", Answer.YES),
        ("Yes ☒ No", None),
        ("Yes ☒ No ☒ Not sure ☐", None),
        ("Yes ☐ No ☐", None),
        ("☒ ☐ ☐", None),
    ],
)
def test_a_ticked_box_answers_for_its_own_word_in_front_of_it_or_behind(
    text: str, answer: Answer | None
) -> None:
    assert read_answer(text) is answer


def test_the_contact_block_and_the_headings_of_the_printed_form_are_no_values() -> None:
    reading = read(
        "CONTENT\nUseful information: Email address: a@example.org\nEmail address: b@example.org\n"
        "LOCATION & TRACKING\nURL: https://example.org/1\nCONTACT INFORMATION\nEmail address: desk\n"
    )
    assert reading.form.useful_information == "Email address: a@example.org\nEmail address: b@example.org"
    assert reading.form.items == (Item("https://example.org/1"),)


@pytest.mark.parametrize(
    ("second", "told"),
    [
        (
            "Summary of the content: b",
            "this field only once, for the whole report; write what belongs in it together;"
            ' "Type of content" is the same one',
        ),
        (
            "type of content: b",
            "this field only once, for the whole report; write what belongs in it together",
        ),
        ("Referral: b", 'this field only once for each URL; "Password" is the same one'),
        ("Password: b", "this field only once for each URL"),
    ],
)
def test_P17_a_field_that_stands_twice_is_told_with_the_other_label(second: str, told: str) -> None:
    text = f"Type of content: a\nURL: https://example.org/1\nPassword: a\n{second}\n"
    assert [(one.line, one.expected) for one in read(text).problems] == [(4, told)]


def test_P17_a_field_of_an_item_without_one_is_told_what_may_stand_above_it() -> None:
    (problem,) = read("IP: 192.0.2.1\n").problems
    assert "the URL it belongs to" in problem.expected
    assert "`Item: 2`" in problem.expected


@pytest.mark.parametrize("behind", [" 2", " and https://example.org/item2", "\npart/2?a=1"])
def test_P17_what_stands_behind_a_url_and_is_none_is_told_how_it_would_be_one(behind: str) -> None:
    (problem,) = read(f"URL: https://example.org/item1{behind}\n").problems

    assert problem.expected == (
        "a whole URL that begins with http or the like; what belongs to the URL before it stands in one line"
        " with it, a blank as %20"
    )


@pytest.mark.parametrize("line", ["IP address (IPv4): 192.0.2.1", "Server IP: 192.0.2.1", "Title: a page"])
def test_P17_a_label_that_is_not_known_below_a_url_is_no_part_of_the_url(line: str) -> None:
    (problem,) = read(f"URL: https://example.org/item1\n{line}\n").problems

    assert (problem.line, problem.text) == (2, line)
    assert problem.expected.startswith("a known label, or nothing; above: a whole URL")


@pytest.mark.parametrize("line", ["media.example.org:8080/item2", "magnet:?item2"])
def test_P17_what_is_written_like_a_url_below_one_is_no_label(line: str) -> None:
    (problem,) = read(f"URL: https://example.org/1\n{line}\nType of content: item 1\n").problems
    assert problem.expected.startswith("a whole URL that begins with http")


def test_P17_a_line_of_words_where_a_url_should_stand_comes_back_whole() -> None:
    (problem,) = read("URL: media provider example net item2\n").problems

    assert problem.text == "media provider example net item2"


@pytest.mark.parametrize("day", ["2026-05-12", "12.5.2026", "12 May 2026"])
def test_P17_a_day_alone_is_no_time_of_a_report_and_is_given_no_hour(day: str) -> None:
    reading = read(f"Received from public: {day}\n")

    assert reading.form.received_from_public is None
    assert [one.expected for one in reading.problems] == [
        "the hour too, e.g. 2026-05-12 14:00; if nobody knows it, write unknown, and the day in the comments"
    ]


def test_the_report_ID_of_ICCAM_may_stand_behind_its_time() -> None:
    form = read(
        "Date, time, report ID number - report received from ICCAM system: 2026-05-12 14:00, 12345\n"
    ).form
    assert (form.iccam_id, form.received_from_iccam) == ("12345", datetime(2026, 5, 12, 11, tzinfo=UTC))


@pytest.mark.parametrize("behind", ["14h30", "14h", "2pm", "2 PM", "1430", "14", "/ 07"])
def test_an_hour_behind_a_day_of_ICCAM_is_no_report_ID(behind: str) -> None:
    reading = read(f"Received from ICCAM: 2026-05-12 {behind}\n")
    assert reading.form == Form()
    assert [problem.line for problem in reading.problems] == [1]
    assert read("Received from ICCAM: 2026-05-12, 12345\n").form.iccam_id == "12345"
    assert read("Received from ICCAM: 2026-05-12, 7812\n").form.iccam_id == "7812"


@pytest.mark.parametrize("behind", ["EET", "PM", "local", "GMT3", "UTC2", "24h"])
def test_a_word_behind_a_time_of_ICCAM_is_no_report_ID(behind: str) -> None:
    reading = read(f"Received from ICCAM: 2026-05-12 08:30 {behind}\n")
    assert reading.form == Form()
    assert [problem.line for problem in reading.problems] == [1]


def test_a_URL_whose_end_may_stand_on_the_next_line_is_asked_about() -> None:
    (problem,) = read("URL: https://example.org/1\n#section\nComments: mine\n").problems
    assert (problem.line, problem.text) == (2, "#section")
    plain = read("URL: https://example.org/1\n# section\n#https://example.org/2\n\n#section\n")
    assert (len(plain.form.items), plain.problems) == (1, ())


@pytest.mark.parametrize("label", ["ULR", "Rul", "ULR 2"])
def test_a_mistyped_URL_label_is_no_text_of_the_field_above(label: str) -> None:
    reading = read(f"URL: https://example.org/1\nComments: mine\n{label}: https://example.org/2\n")
    assert [str(one) for one in reading.problems] == ['line 3: a known label; did you mean "url"?']
    assert reading.form.comments == "mine"


def test_a_field_of_the_whole_report_that_stands_below_each_url_with_the_same_words_is_given_once() -> None:
    blocks = "".join(
        f"URL: https://example.org/{n}\nType of content:  item of  a list\nSelf-generated: no\n\n"
        for n in "ab"
    )
    reading = read(blocks)
    assert (reading.problems, reading.form.content_type, len(reading.form.items)) == (
        (),
        "item of  a list",
        2,
    )
    (problem,) = read(blocks + "Self-generated: yes\n").problems
    assert problem.expected.startswith("this field only once, for the whole report;")


SAFE = "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org%2Fa%2520b%3Fc%3D1&data=05&reserved=0"


@pytest.mark.parametrize(
    "link",
    [
        SAFE,
        "https://urldefense.com/v3/__https://example.org/a%20b?c=1__;!!b!c$",
        "https://example.org/a%20b?c=1",
    ],
)
@pytest.mark.parametrize("blank", ["", " "])
def test_a_gateways_link_behind_the_url_that_it_stands_for_is_left_out(link: str, blank: str) -> None:
    reading = read(f"URL: https://example.org/a%20b?c=1{blank}<{link}>\nType of content: item\n")
    assert reading.problems == ()
    assert [item.url for item in reading.form.items] == ["https://example.org/a%20b?c=1"]


@pytest.mark.parametrize("shown", ["https://example.org/a%20b", "https://example.com/a%20b?c=1"])
def test_a_gateways_link_behind_another_url_is_asked_about(shown: str) -> None:
    (problem, *_) = read(f"URL: {shown}<{SAFE}>\nType of content: item\n").problems
    assert problem.expected.startswith("one URL; the link that a mail program has put behind it in <...>")


@pytest.mark.parametrize("blank", ["", " "])
def test_another_link_behind_a_url_is_asked_about_and_no_second_item(blank: str) -> None:
    reading = read(f"URL: https://example.org/a{blank}<https://example.org/b>\nType of content: item\n")
    assert reading.form.items == ()
    assert reading.problems[0].expected.startswith("one URL; the link that a mail program has put behind it")


@pytest.mark.parametrize(
    "link", ["https://example.org/a", "http://www.example.org", "http://example.org:8080/"]
)
@pytest.mark.parametrize("between", ["", " "])
def test_the_link_that_a_program_made_of_a_url_without_its_scheme_is_the_whole_one(
    link: str, between: str
) -> None:
    words = link.partition("://")[2].rstrip("/")
    reading = read(f"URL: {words}{between}<{link}>\nType of content: item\n")
    assert ([item.url for item in reading.form.items], reading.problems) == ([link], ())


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("Hosting country LV", "hosting country"),
        ("Hosting country   Latvia", "hosting country"),
        ("Hosting country = LV", "hosting country"),
        ("IP address - 192[.]0[.]2[.]10", "ip address"),
        ("Victim identifiable no", "victim identifiable"),
        ("Received from public 2026-03-01 10:00", "received from public"),
        ("Majutusriik LV", "majutusriik"),
        ("3. Hosting country LV", "hosting country"),
        ("(c) Hosting country LV", "hosting country"),
    ],
)
def test_P17_a_line_whose_colon_was_forgotten_is_asked_about_and_no_text(written: str, label: str) -> None:
    """It became text of the field above, and the case was one of the hotline's own country."""
    reading = read(f"URL: https://example.org/1\nType of content: item 1\n{written}\n")
    (problem,) = reading.problems
    assert (problem.line, problem.expected) == (
        3,
        f'a colon behind "{label}"; without it the line is of no field, or text of the one above',
    )
    assert reading.form.content_type == "item 1"


def test_P17_a_line_whose_colon_was_forgotten_is_asked_about_above_the_form_too() -> None:
    reading = read("Hello,\nHosting country LV\n\nURL: https://example.org/1\nType of content: item 1\n")
    assert [one.line for one in reading.problems] == [2]


@pytest.mark.parametrize(
    "line",
    [
        "Land in sight", "Hosting country is not known", "IP 192.0.2.11 was seen as well", "no",
        "  Hosting country LV", "Victim identifiable is what we ask", "Received from public in March",
    ],
)  # fmt: skip
def test_a_sentence_that_begins_like_a_label_stays_text(line: str) -> None:
    reading = read(f"URL: https://example.org/1\nType of content: item 1\n{line}\n")
    assert (reading.problems, reading.form.content_type) == ((), f"item 1\n{line.strip()}")


@pytest.mark.parametrize(
    "text",
    [
        "We do not know yet what the\nhosting country is.", "Wat is het\nland van hosting is",
        "kraj hostingu to", "No sabemos qué\npaís de alojamiento es",
        "Nobody of us who saw the page could tell whether it has a\nvictim identifiable yes",
        "All that the provider has told us is that this site now has the\nhosting country Latvia",
    ],
)  # fmt: skip
def test_the_end_of_a_sentence_is_no_line_whose_colon_was_forgotten(text: str) -> None:
    for form in (
        f"URL: https://example.org/1\nType of content: item 1\n{text}\n",
        f"Hello.\n{text}\n\nURL: https://example.org/1\nType of content: item 1\n",
    ):
        assert read(form).problems == ()
    assert len(read(f"Type of content: item 1\n{text.split()[0]}\nhosting country ee\n").problems) == 1
    for country in ("Hosting country IS", "Hosting country no", "Hosting country it"):
        assert len(read(f"Type of content: item 1\n{country}\n").problems) == 1


@pytest.mark.parametrize("blanks", ["  ", "\u00a0 ", " \u00a0", "\u00a0\u00a0", "\u202f\u202f", "\t"])
def test_a_line_that_is_set_in_is_text_whatever_blanks_a_mail_program_has_made_of_ours(blanks: str) -> None:
    """So a text comes back with the form that was refused."""
    reading = read(f"URL: https://example.org/1\nType of content: item 1\n{blanks}Hosting country LV\n")
    assert (reading.problems, reading.form.items[0].host_country) == ((), None)


def test_P17_a_label_with_a_word_too_many_is_asked_about() -> None:
    reading = read(
        "URL: https://example.org/1\nType of content: item 1\nReceived from the public: 2026-03-01 10:00\n"
    )
    assert [str(one) for one in reading.problems] == [
        'line 3: a known label; did you mean "received from public"?'
    ]
