"""What an LEA fills into the tables of our mails comes back as it was meant, in every language and client."""

from collections.abc import Callable
from datetime import UTC, datetime

from hotlined.domain.cases.state import Case
from hotlined.domain.mail.message import Inbound
from hotlined.domain.officers.survey_read import Figures, read_figures
from hotlined.domain.replies.lea_lines import read_lines, without
from hotlined.domain.replies.lea_said import Lines, Said, joined
from hotlined.domain.replies.receipts import understand
from hotlined.domain.steps.filing import read_lea_tags
from hotlined.domain.steps.survey import table
from hotlined.domain.text.newtext import new_text
from hotlined.domain.text.waiting import asks_to_wait
from tests.adapters.test_languages import OURS, SITE, TEMPLATES, URL
from tests.support.languages import LETTERS
from tests.support.mails_in import T0, police_mail
from tests.support.over import over

DAY = datetime(2026, 2, 27, 21, 59, 59, tzinfo=UTC)
FIELDS = ("reports", "useful", "opened", "pending", "closed", "victims", "offenders", "notices", "removed")
HEAD = (
    "From: Example Hotline <lea@hotline.example.org>\nSent: Monday, 2 March 2026 10:00\n"
    "To: reports@police.example.com\nSubject: a\n\n"
)
CLIENTS: dict[str, Callable[[str], str]] = {
    "marked": lambda text: (
        "On 2 March 2026, Example Hotline wrote:\n"
        + "".join(f"> {line}".rstrip() + "\n" for line in text.splitlines())
    ),
    "marked without a blank": lambda text: (
        "On 2 March 2026, Example Hotline wrote:\n" + "".join(f">{line}\n" for line in text.splitlines())
    ),
    "head": lambda text: HEAD + text,
    "head, lines pushed left": lambda text: HEAD + "\n".join(line.strip() for line in text.splitlines()),
    "original message": lambda text: "-----Original Message-----\n" + HEAD + text,
}
EACH = [(language, client) for language in LETTERS for client in CLIENTS]


def mail_of(above: str, table_text: str, client: str) -> Inbound:
    body = f"{above}\n\n{CLIENTS[client](table_text)}"
    fresh = new_text(body, ours=OURS)
    return police_mail(body, new_text=fresh.for_holds, certain_text=fresh.certain)


def followup(language: str, *filled: tuple[str, str]) -> str:
    """The mail that asks about three items, with words behind some of its colons."""
    items = tuple({"number": n, "url": URL, "sent": False, "removed": False} for n in (1, 2, 3))
    values = {"hotline": SITE.hotline, "reference": "HL-2026-000123-K", "items": items, "n": 1}
    text = TEMPLATES.render("lea-followup", language, values).text
    for label, value in filled:
        assert text.count(f"{label}:\n") == 1
        text = text.replace(f"{label}:\n", f"{label}: {value}\n")
    return text


def lines_of(mail: Inbound) -> Lines:
    return read_lines(mail, read_lea_tags(mail, SITE), SITE, asked=True)


@over(("language", "client"), EACH)
def test_the_table_of_notices_and_removals(language: str, client: str) -> None:
    text = followup(language, ("NTD-SENT 1", "27.2.2026"), ("NTD-SENT 3", "x"), ("REMOVED 2", "2026-02-27"))
    mail = mail_of("Hello,", text, client)

    found = lines_of(mail)

    assert sorted(found.sent, key=lambda said: said.items) == [Said((1,), DAY), Said((3,))]
    assert found.removed == (Said((2,), DAY),)
    assert found.wrong == ()
    meaning = joined(understand(without(mail, found), read_lea_tags(mail, SITE), SITE, T0), found)
    assert meaning.words == ("removed", "ntd-sent")


@over(("language", "client"), EACH)
def test_P9_the_table_that_nobody_filled_in_says_nothing(language: str, client: str) -> None:
    found = lines_of(mail_of("Thanks.", followup(language), client))

    assert (found.sent, found.removed, found.wrong) == ((), (), ())


def figures(language: str, filled: dict[str, str], client: str) -> tuple[Figures, Inbound]:
    values = {"hotline": SITE.hotline, "n": 1, **table(Case("stats-2026-Q1"), FIELDS, language)}
    text = TEMPLATES.render("lea-statistics", language, values).text
    rows = values["rows"]
    assert isinstance(rows, tuple)
    for row in rows:
        if row["field"] in filled:
            colon = "\u00a0:" if language == "fr" else ":"  # French has a blank in front of it
            assert text.count(f"  {row['label']}{colon}\n") == 1
            text = text.replace(
                f"  {row['label']}{colon}\n", f"  {row['label']}{colon} {filled[row['field']]}\n"
            )
    mail = mail_of("Hello,", text, client)
    return read_figures(mail, "2026-Q1", FIELDS), mail


@over(("language", "client"), EACH)
def test_the_table_of_figures_and_nothing_of_it_asks_to_wait(language: str, client: str) -> None:
    found, _ = figures(language, {"reports": "1.204", "pending": "17", "removed": "0"}, client)

    assert found.numbers == {"reports": 1204, "pending": 17, "removed": 0}
    assert found.wrong == ()
    assert not any(asks_to_wait(line) for line in found.rest.new_text.splitlines())


@over(("language", "client"), EACH)
def test_the_empty_table_of_figures_says_nothing(language: str, client: str) -> None:
    found, _ = figures(language, {}, client)

    assert (found.numbers, found.wrong) == ({}, ())
