import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hotlined.adapters.render import JinjaTemplates
from hotlined.adapters.render.asked import NOW, STILL
from hotlined.adapters.render.filters import defang, wrap
from hotlined.app.ports import Permanent, Rendered, Templates
from hotlined.domain.cases.state import Case
from hotlined.domain.form.annex import Answer
from hotlined.domain.overview.board import Card
from tests.support.mails_in import T0, police_mail
from tests.support.world import reported

ZONE = ZoneInfo("Europe/Tallinn")

WORDS = """{% set yes = "Yes" %}{% set no = "No" %}{% set not_sure = "Not sure" %}
{% set days = "days" %}{% set hours = "h" %}{% set minutes = "min" %}{% set seconds = "s" %}
"""

Write = Callable[..., JinjaTemplates]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write shipped (and `site/…`) template files by name, and give the renderer over them."""

    def made(**files: str) -> JinjaTemplates:
        for key, text in files.items():
            folder, _, rest = key.partition("__")
            path = tmp_path / folder / rest.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return JinjaTemplates(tmp_path / "site", tmp_path / "shipped", zone=ZONE)

    return made


def one(write: Write, text: str, subject: str = "Note") -> Templates:
    return write(shipped__note__en_subject_j2=subject, shipped__note__en_txt_j2=text)


def test_a_mail_is_filled_from_both_templates(write: Write) -> None:
    templates = one(
        write, "Case {{ reference }}\n{% for n in items %}\n{{ n }}.\n{% endfor %}\n\n\n", "{{ reference }}\n"
    )

    assert templates.render("note", "en", {"reference": "HL-1", "items": [1, 2]}) == Rendered(
        "HL-1", "Case HL-1\n1.\n2.\n"
    )


def test_no_mail_begins_with_an_empty_line(write: Write) -> None:
    templates = one(write, "{% if well %}\nAll is well.\n{% endif %}\n{% if late %}\n\n  LATE\n{% endif %}")

    assert templates.render("note", "en", {"well": False, "late": True}).text == "  LATE\n"


def test_the_site_wins_file_by_file(write: Write) -> None:
    templates = write(
        shipped__note__en_subject_j2="shipped",
        shipped__note__en_txt_j2="shipped",
        site__note__en_txt_j2="ours",
    )

    assert templates.render("note", "en", {}) == Rendered("shipped", "ours\n")


def test_a_language_without_templates_falls_back_to_english(write: Write) -> None:
    templates = write(
        shipped__note__en_subject_j2="en", shipped__note__en_txt_j2="en", shipped__note__et_txt_j2="et"
    )

    assert templates.render("note", "et", {}) == Rendered("en", "en\n")
    assert templates.render("note", "../note/en", {}) == Rendered("en", "en\n")


@pytest.mark.parametrize("kind", ["gone", "../note", "note/../note", ""])
def test_a_kind_without_templates_is_permanent(write: Write, kind: str) -> None:
    with pytest.raises(Permanent):
        one(write, "x").render(kind, "en", {})


def test_an_undefined_value_names_itself_and_its_line(write: Write) -> None:
    templates = one(write, "one\ntwo\n{{ due }}\n")

    with pytest.raises(Permanent) as refused:
        templates.render("note", "en", {"url": "https://example.com/x"})

    assert str(refused.value) == 'templates/note/en.txt.j2:3: "due" is undefined'


def test_a_missing_part_of_a_value_is_named_as_its_template_writes_it(write: Write) -> None:
    templates = one(write, "one\n{{ place.neme }}\n")

    with pytest.raises(Permanent) as refused:
        templates.render("note", "en", {"place": {"name": "planted"}})

    assert str(refused.value) == 'templates/note/en.txt.j2:2: "neme" is undefined'


def test_what_a_mail_named_is_not_repeated_though_it_could_be_a_name(write: Write) -> None:
    with pytest.raises(Permanent) as refused:
        one(write, "{{ {}[word] }}").render("note", "en", {"word": "planted"})

    assert str(refused.value) == "templates/note/en.txt.j2:1: a value is undefined"


def test_a_fault_is_told_of_the_file_that_it_lies_in(write: Write) -> None:
    templates = write(
        shipped__note__en_subject_j2="note",
        shipped__note__en_txt_j2="one\ntwo\n{% include 'words/more.part.j2' %}\n",
        shipped__words__more_part_j2="{{ url }}\n{{ due }}\n",
    )

    with pytest.raises(Permanent) as refused:
        templates.render("note", "en", {"url": "https://example.com/x"})

    assert str(refused.value) == 'templates/words/more.part.j2:2: "due" is undefined'


@pytest.mark.parametrize(
    "text",
    [
        "{{ {}[url] }}",
        "{{ url.gone }}",
        "{{ url + 1 }}",
        "{{ url | round }}",
        "{{ due | local }}",
        "{{ url | answer }}",
    ],
)
def test_no_error_repeats_a_value(write: Write, text: str) -> None:
    values = {"url": "https://example.com/planted", "due": datetime(2026, 1, 1)}

    with pytest.raises(Permanent) as refused:
        one(write, text).render("note", "en", values)

    assert "planted" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_template_code_in_a_value_stays_text(write: Write) -> None:
    url = "https://example.com/{{ 7 * 7 }}{% include 'x' %}<b>&"

    assert one(write, "{{ url }}").render("note", "en", {"url": url}).text == url + "\n"


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ items.append(2) }}",
        "{{ ('{0.__class__}').format(items) }}",
        "{{ items | attr('__class__') }}",
    ],
)
def test_a_template_cannot_leave_the_sandbox(write: Write, text: str) -> None:
    with pytest.raises(Permanent):
        one(write, text).render("note", "en", {"items": [1]})


@pytest.mark.parametrize(
    "planted", ["a\r\nBcc: x@example.com", "a\nb", "a\u2028b", "a\x00b", "a\x85b", " \n "]
)
def test_a_subject_is_one_line_of_text_or_none_at_all(write: Write, planted: str) -> None:
    with pytest.raises(Permanent, match="one line"):
        one(write, "x", "{{ reason }}").render("note", "en", {"reason": planted})


def test_a_template_is_read_once(write: Write, tmp_path: Path) -> None:
    templates = one(write, "first")
    before = templates.render("note", "en", {})
    (tmp_path / "shipped" / "note" / "en.txt.j2").write_text("second", encoding="utf-8")

    assert templates.render("note", "en", {}) == before


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (datetime(2026, 11, 24, 14, 5, tzinfo=UTC), "2026-11-24 16:05 EET (UTC+02:00)"),
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "2026-07-01 15:00 EEST (UTC+03:00)"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "2026-10-25 03:30 EET (UTC+02:00)"),
    ],
)
def test_local_shows_zone_and_offset(write: Write, moment: datetime, shown: str) -> None:
    assert one(write, "{{ due | local }}").render("note", "en", {"due": moment}).text == shown + "\n"


def test_a_zone_without_letters_shows_its_offset_only(tmp_path: Path) -> None:
    (tmp_path / "note").mkdir()
    (tmp_path / "note" / "en.subject.j2").write_text("Note")
    (tmp_path / "note" / "en.txt.j2").write_text("{{ due | local }}")
    templates = JinjaTemplates(None, tmp_path, zone=ZoneInfo("America/Sao_Paulo"))

    shown = templates.render("note", "en", {"due": datetime(2026, 1, 1, tzinfo=UTC)}).text

    assert shown == "2025-12-31 21:00 UTC-03:00\n"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://example.com/a.html", "hxxp://example[.]com/a.html"),
        ("HTTPS://www.example.org:8080?x=1.2", "hxxps://www[.]example[.]org:8080?x=1.2"),
        ("http:example.com/a.b", "hxxp:example[.]com/a.b"),
        ("https:/example.com", "hxxps:/example[.]com"),
        ("example.com:80/a.b", "example[.]com:80/a.b"),
        ("example.com/a.b", "example[.]com/a.b"),
        ("http://192.0.2.1", "hxxp://192[.]0[.]2[.]1"),
        ("http://[2001:db8::1]/x", "hxxp://[2001:db8::1]/x"),
        ("https://example.com/?to=http://example.org", "hxxps://example[.]com/?to=http://example.org"),
        ("https://example.com\\a.b", "hxxps://example[.]com\\a.b"),
        ("ftp://example.com/x", "ftp://example[.]com/x"),
    ],
)
def test_defang(url: str, shown: str) -> None:
    assert defang(url) == shown
    assert defang(shown) == shown


@pytest.mark.parametrize(
    ("given_", "shown"), [(Answer.YES, "Yes"), (Answer.NO, "No"), (Answer.NOT_SURE, "Not sure"), (None, "")]
)
def test_answers_in_words(write: Write, given_: Answer | None, shown: str) -> None:
    write(shipped__words__en_part_j2=WORDS)
    assert one(write, "{{ a | answer }}").render("note", "en", {"a": given_}).text == shown + "\n"


def test_answers_and_durations_are_in_the_language_of_the_mail(write: Write) -> None:
    templates = write(
        shipped__words__en_part_j2=WORDS,
        shipped__words__de_part_j2='{% set yes = "Ja" %}{% set days = "Tage" %}',
        shipped__words__fr_part_j2='{% set yes = "Oui" %}',
        shipped__note__en_subject_j2="x",
        shipped__note__en_txt_j2="{{ a | answer }} {{ d | duration }}",
        shipped__note__de_subject_j2="x",
        shipped__note__de_txt_j2="{{ a | answer }} {{ d | duration }}",
    )
    values = {"a": Answer.YES, "d": timedelta(days=3)}

    assert templates.render("note", "de", values).text == "Ja 3 Tage\n"
    assert templates.render("note", "fr", values).text == "Yes 3 days\n", "one language per mail"
    assert templates.words("de")["no"] == "No", "a word that is missing is an English one"


def test_the_site_has_its_own_words(write: Write) -> None:
    templates = write(
        shipped__words__en_part_j2=WORDS, site__words__en_part_j2=WORDS.replace("Not sure", "Unknown")
    )

    assert templates.words("en")["not_sure"] == "Unknown"


def test_words_with_a_fault_are_permanent_and_are_found_by_the_check(write: Write, tmp_path: Path) -> None:
    templates = write(shipped__words__en_part_j2="{% set yes = %}")

    with pytest.raises(Permanent, match=r"templates/words/en\.part\.j2:1"):
        templates.words("en")
    assert any("words/en.part.j2:1" in fault for fault in templates.check())


def test_P17_a_tag_that_is_to_be_sent_is_never_broken_over_two_lines() -> None:
    """Outlook signs no subject: its users copy tags into the first lines of the text, each one whole."""
    told = "Rufen Sie die Ansprechperson an, dann senden Sie [RECEIVED:national, telefonisch]."
    assert wrap(told, 76) == (
        "Rufen Sie die Ansprechperson an, dann senden Sie\n[RECEIVED:national, telefonisch]."
    )
    long = "[PROVIDER:abuse-and-law-enforcement@subsidiary.long-hosting.example.net 1,2]"
    assert wrap(f"Answer this mail with {long} in its subject.") == (
        f"Answer this mail with\n{long}\nin its subject."
    )


def test_wrap_keeps_urls_and_lines() -> None:
    url = "https://example.com/" + "x" * 100

    assert wrap(f"a b c\n\n{url} d", 5, "  ") == f"a b c\n\n{url}\n  d"


def test_check_is_content_with_complete_templates(write: Write) -> None:
    assert one(write, "{% if a %}{{ a | wrap }}{% endif %}").check() == ()  # type: ignore[attr-defined]


def test_check_names_every_fault(write: Write, tmp_path: Path) -> None:
    templates = write(
        shipped__note__en_subject_j2="x",
        shipped__note__en_txt_j2="one\n{% if %}",
        shipped__note__et_txt_j2="x",
        site__other__et_subject_j2="x {{ y | nofilter }}",
    )

    shipped, nowhere = tmp_path / "shipped", '; no mail is called "other", did you mean "note"?'
    assert list(templates.check()) == sorted(
        [
            f"{shipped}/note/en.txt.j2:2: Expected an expression, got 'end of statement block'",
            f"{shipped}/note/et.subject.j2:1: is missing",
            f"{tmp_path}/site/other/en.subject.j2:1: is missing{nowhere}",
            f"{tmp_path}/site/other/en.txt.j2:1: is missing{nowhere}",
            f"{tmp_path}/site/other/et.txt.j2:1: is missing{nowhere}",
            f"{tmp_path}/site/other/et.subject.j2:1: No filter named 'nofilter'.",
        ]
    )


def test_a_value_that_no_shipped_template_has_is_found_before_a_mail_has_to_leave(
    write: Write, tmp_path: Path
) -> None:
    templates = write(
        shipped__note__en_subject_j2="{{ reference }}",
        shipped__note__en_txt_j2="{{ hotline.name }}{% for one in items %}{{ one.url }}{% endfor %}",
        shipped__other__en_txt_j2="{{ hotline.phone }}",
        site__note__en_txt_j2=(
            "{{ hotline.phone }}{% set x = 1 %}{{ x }}{{ loop }}\n{{ hotline.nam }}\n{{ refrence }}"
            "{% for a in items %}{{ a.anything }}{% endfor %}"
        ),
        site__note__state_de_txt_j2="{{ hotline.name }}{% if foo.bar %}{% endif %}",
        site__note__fr_txt_j2="{% if %}",
    )

    note = f"{tmp_path}/site/note"
    why = "is a value that no shipped template asks for"
    assert templates.strange() == (
        f'{note}/en.txt.j2:1: "loop" {why}',
        f'{note}/en.txt.j2:2: "hotline.nam" {why}; did you mean "hotline.name"?',
        f'{note}/en.txt.j2:3: "refrence" {why}; did you mean "reference"?',
        f'{note}/state.de.txt.j2:1: "foo" {why}',
    )


def test_a_copy_of_an_earlier_shipped_template_is_not_called_wrong_for_what_it_still_gets(
    write: Write,
) -> None:
    templates = write(
        shipped__note__en_subject_j2="{{ card.states }}",
        shipped__note__en_txt_j2="{{ case.holds_now() }}{{ case.pauses_now() }}",
        site__note__en_subject_j2="{{ card.state }}{{ when }}",
        site__note__en_txt_j2="{{ case.holds }}{{ case.pauses }}",
    )

    assert [sentence.split('"')[1] for sentence in templates.strange()] == ["when"]
    there = {"card": dir(Card), "case": dir(Case)}
    assert [name for name in STILL if name.split(".")[1] not in there[name.split(".")[0]]] == []


def test_a_template_of_the_site_may_ask_these_letters_for_what_check_lets_pass(tmp_path: Path) -> None:
    """Other shipped templates ask for `why` and `holds`: nothing tells that a letter lacks them."""
    shipped = Path(__file__).parents[2] / "templates"
    asked = {
        "hold-lifted": "{{ why }}",
        "release-unproven": "{% for hold in holds %}{{ hold.id }}{% endfor %}",
    }
    for kind, text in asked.items():
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "en.txt.j2").write_text(text, encoding="utf-8")
    templates = JinjaTemplates(tmp_path, shipped, zone=ZONE)
    world = reported()
    thread = {"references": (world.letters("annex-i")[0].message_id,)}

    for text, signed in (("[HOLD]", False), ("[RELEASE]", False), (f"[RELEASE]\n{world.case.stream}", True)):
        world.wait(timedelta(hours=2))
        world.take(police_mail(text, signed=signed, received_at=world.now, **thread))
    letters = {kind: world.letters(kind)[-1].values for kind in asked}
    made = [templates.render(kind, "en", {**values, "now": T0}).text for kind, values in letters.items()]

    assert templates.strange() == ()
    assert [text.strip() for text in made] == ["released", "H1"]


def test_a_letter_of_the_sites_own_without_what_it_is_about_is_found_before_it_leaves(
    write: Write, tmp_path: Path
) -> None:
    """A report without its items leaves as one with them does, and only the LEA would see it."""
    templates = write(
        shipped__note__en_subject_j2="{{ reference }}",
        shipped__note__en_txt_j2="{{ code }}{% include 'note/en.items.part.j2' %}{{ hotline.name }}",
        shipped__note__en_items_part_j2="{{ items }}",
        site__note__en_subject_j2="A report",
        site__note__de_txt_j2="{{ items }}",
        site__note__de_subject_j2="{{ reference }}",
        site__note__state_en_txt_j2="",
        site__note__fr_subject_j2="{{ reference }}",
        site__note__fr_txt_j2="{% include 'ours/fr.part.j2' %}",
        site__ours__fr_part_j2="{{ items[0].url }}{{ code }}",
        site__note__et_subject_j2="{{ reference }}",
        site__note__et_txt_j2="{% include [which, 'note/en.txt.j2'] %}",
    )

    note, why = f"{tmp_path}/site/note", "which every such letter has to"
    assert templates.useless() == (
        f"{note}/de.txt.j2:1: does not say {{{{ code }}}}, {why}",
        f"{note}/en.subject.j2:1: does not say {{{{ reference }}}}, {why}",
        f"{note}/state.en.txt.j2:1: does not say {{{{ code }}}} and {{{{ items }}}}, {why}",
    )


def test_a_part_that_is_included_and_not_there_is_found_before_a_mail_has_to_leave(
    write: Write, tmp_path: Path
) -> None:
    templates = write(
        shipped__note__en_subject_j2="one",
        shipped__note__en_txt_j2="one",
        shipped__note__en_foot_part_j2="one",
        site__note__en_txt_j2=(
            "{% include 'note/en.foot.part.j2' %}\n{% include 'ours/gone.part.j2' %}\n"
            "{% include 'ours/gone.part.j2' ignore missing %}{% include ['no', 'note/en.txt.j2'] %}"
            "{% include it %}"
        ),
    )

    (told,) = templates.useless()
    assert told.startswith(f'{tmp_path}/site/note/en.txt.j2:2: "ours/gone.part.j2" is not there')


def test_a_file_that_looks_like_a_template_and_is_none_is_told(write: Write, tmp_path: Path) -> None:
    """The shipped letter leaves in its place, and nobody would know why."""
    templates = write(
        shipped__note__en_subject_j2="one",
        shipped__note__en_txt_j2="one",
        shipped__base__mail_html_j2="one",
        site__nota__en_subject_j2="one",
        site__nota__en_txt_j2="one",
        site__note__EN_subject_j2="one",
        site__note__EN_txt_j2="one",
        site__note__en_txt="one",
        site__base__mail_html_j2="one",
        site__zzz__en_html_j2="one",
    )
    for name in ("en.txt.j2~", "en.txt.j2.bak", "README.md", "en.txt.j2.txt", "state.de.subject"):
        (tmp_path / "site" / "note" / name).write_text("one")

    told = [one.removeprefix(f"{tmp_path}/site/") for one in templates.useless()]
    unread = "is not read; expected a name like en.txt.j2 or en.subject.j2"
    assert told == [
        'nota/en.subject.j2:1: no mail is called "nota", did you mean "note"?',
        'nota/en.txt.j2:1: no mail is called "nota", did you mean "note"?',
        'note/EN.subject.j2:1: "EN" is no language code like "en"',
        'note/EN.txt.j2:1: "EN" is no language code like "en"',
        f"note/en.txt.j2.txt:1: {unread}",
        f"note/en.txt:1: {unread}",
        f"note/state.de.subject:1: {unread}",
        'zzz/en.html.j2:1: no mail is called "zzz"',
    ]


def test_a_part_that_a_template_of_the_site_includes_is_read_whatever_its_name_is(write: Write) -> None:
    templates = write(
        shipped__note__en_subject_j2="one",
        shipped__note__en_txt_j2="one",
        site__note__en_txt_j2="{% include 'note/contact.en.j2' %}",
        site__note__contact_en_j2="one",
    )

    assert templates.useless() == ()


def test_a_part_that_is_missing_is_told_where_the_rest_lies(write: Write, tmp_path: Path) -> None:
    """Whoever adds it to the shipped folder loses it with the next upgrade."""
    templates = write(
        shipped__note__en_subject_j2="one",
        shipped__note__en_txt_j2="one",
        site__note__lv_txt_j2="one",
        site__nota__en_txt_j2="one",
    )

    assert templates.check_own() == (
        f'{tmp_path}/site/nota/en.subject.j2:1: is missing; no mail is called "nota", did you mean "note"?',
        f"{tmp_path}/site/note/lv.subject.j2:1: is missing",
    )


def test_what_took_the_place_of_a_value_of_an_earlier_version_is_named(tmp_path: Path) -> None:
    shipped, own = Path(__file__).parents[2] / "templates", tmp_path / "note" / "en.txt.j2"
    own.parent.mkdir()
    own.write_text("".join(f"{{{{ {name} }}}}\n" for name in NOW))

    assert JinjaTemplates(tmp_path, shipped, zone=ZONE).strange() == tuple(
        f'{own}:{line}: "{name}" is a value that no shipped template asks for; it is "{now}" now'
        for line, (name, now) in enumerate(NOW.items(), 1)
    )


def test_the_shipped_templates_have_no_strange_value(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "templates"

    assert JinjaTemplates(shipped, shipped, zone=ZONE).strange() == ()
    assert JinjaTemplates(shipped, shipped, zone=ZONE).useless() == ()


def test_templates_behind_a_link_to_a_folder_are_looked_at_too(write: Write, tmp_path: Path) -> None:
    """As configuration management lays them: what is filled into a mail is looked at before."""
    write(aside__note__en_subject_j2="x", aside__note__en_txt_j2="{% if %}")
    templates = write(shipped__note__en_subject_j2="x", shipped__note__en_txt_j2="x", site__a__en_x="")
    (tmp_path / "site" / "note").symlink_to("../aside/note")

    assert [one.partition(":")[0] for one in templates.check_own()] == [f"{tmp_path}/site/note/en.txt.j2"]
    (tmp_path / "aside" / "note" / "en.txt.j2").write_text("{{ cloesd_by }}\n", encoding="utf-8")
    assert [one.partition(" is ")[0] for one in templates.strange()] == [
        f'{tmp_path}/site/note/en.txt.j2:1: "cloesd_by"'
    ]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_a_folder_of_templates_that_this_user_may_not_enter_is_told_and_no_crash(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made by root with a umask of 077: the start ended with `bug`, and `check` with a traceback."""
    write(shipped__note__en_subject_j2="x", shipped__note__en_txt_j2="x", site__note__en_txt_j2="x")
    for path in (tmp_path, *tmp_path.rglob("*")):
        path.chmod(0o755)
    (tmp_path / "site" / "note").chmod(0o700)
    monkeypatch.chdir(tmp_path)  # what lies above it is for root alone
    templates = JinjaTemplates(Path("site"), Path("shipped"), zone=ZONE)
    os.seteuid(65534)
    try:
        told = list(templates.check_own())
    finally:
        os.seteuid(0)

    todo = "the folder cannot be read by this user: chmod g+rx, for the group of hotlined"
    assert told == [f"site/note:1: {todo}"]


def test_a_start_looks_at_the_sites_own_templates_only(write: Write, tmp_path: Path) -> None:
    templates = write(
        shipped__note__en_subject_j2="x",
        shipped__note__en_txt_j2="{% if %}",
        shipped__other__et_txt_j2="x",
        site__note__en_subject_j2="{{",
    )

    assert list(templates.check_own()) == [
        f"{tmp_path}/shipped/other/en.subject.j2:1: is missing",
        f"{tmp_path}/shipped/other/en.txt.j2:1: is missing",
        f"{tmp_path}/shipped/other/et.subject.j2:1: is missing",
        f"{tmp_path}/site/note/en.subject.j2:1: unexpected 'end of template'",
    ]


def test_a_template_that_was_changed_is_another_one_after_the_reload(write: Write) -> None:
    assert one(write, "before").render("note", "en", {}).text == "before\n"
    assert one(write, "after").render("note", "en", {}).text == "after\n"


def test_the_files_of_a_kind_are_looked_for_once(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    templates = one(write, "text")
    first = templates.render("note", "en", {})
    monkeypatch.setattr(Path, "is_file", lambda path: pytest.fail(f"{path.name} was looked for again"))
    assert templates.render("note", "en", {}) == first


def test_check_wants_templates(tmp_path: Path) -> None:
    assert JinjaTemplates(None, tmp_path, zone=ZONE).check() == (f"{tmp_path}:1: holds no templates",)


def test_a_unit_with_templates_of_its_own_gets_them_file_by_file(write: Write) -> None:
    made = write(
        shipped__note__en_subject_j2="Note",
        shipped__note__en_txt_j2="For all.",
        shipped__note__de_subject_j2="Notiz",
        shipped__note__de_txt_j2="An alle.",
        shipped__other__en_subject_j2="Other",
        shipped__other__en_txt_j2="Other.",
        site__note__state_de_txt_j2="Nur für das Land {{ n }}.",
    )
    assert made.render("note", "de", {"n": 1}, own="state") == Rendered("Notiz", "Nur für das Land 1.\n")
    assert made.render("note", "en", {"n": 1}, own="state") == Rendered("Note", "For all.\n")
    assert made.render("note", "de", {"n": 1}) == Rendered("Notiz", "An alle.\n")
    assert made.render("other", "de", {"n": 1}, own="state") == Rendered("Other", "Other.\n")
    assert any("Nur für das Land" in one for one in made.boilerplate())
    assert made.check() == ()


def test_a_changed_answer_is_said_in_the_language_of_the_mail(write: Write) -> None:
    made = write(
        shipped__words__en_part_j2=WORDS,
        shipped__words__de_part_j2='{% set not_sure = "Unsicher" %}',
        shipped__note__en_subject_j2="Note",
        shipped__note__en_txt_j2="x",
        shipped__note__de_subject_j2="Notiz",
        shipped__note__de_txt_j2='{{ one | as_said("victim_identified") }}/{{ one | as_said("comments") }}',
    )
    assert made.render("note", "de", {"one": "Not sure"}).text == "Unsicher/Not sure\n"
    assert made.render("note", "de", {"one": None}).text == "/\n"


def test_no_letter_offers_a_day_that_passes() -> None:
    """A tag is copied, or clicked, as it stands; `[HOLD:2026-05-12]` was refused from that day on."""
    shipped = Path(__file__).parents[2] / "templates"
    paths = sorted(shipped.glob("*/*.j2"))
    assert paths
    assert [path for path in paths if re.search(r"\[[A-Z-]+:20\d\d-", path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("\u202egnp.exe\u202c", "\\u202egnp.exe\\u202c"),
        ("a\u2067b\u200ec", "a\\u2067b\\u200ec"),
        ("a\x1b[2Jb\x07", "a\\u001b[2Jb\\u0007"),
        ("a\u2028Hold lifted\x0cb\x85c\rd", "a\\u2028Hold lifted\\u000cb\\u0085c\\u000dd"),
        (
            "pass\u200bword \U0001f468\u200d\U0001f469 a\tb\nä",
            "pass\u200bword \U0001f468\u200d\U0001f469 a\tb\nä",
        ),
    ],
)
def test_nothing_in_a_text_moves_or_hides_what_stands_beside_it(write: Write, value: str, shown: str) -> None:
    """The HTML and the PDF showed it; the text was what an officer read in another order than the paper."""
    assert (
        one(write, "said: {{ value }}!", "x").render("note", "en", {"value": value}).text
        == f"said: {shown}!\n"
    )
