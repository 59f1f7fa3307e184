"""The labelled LEA replies, read as the daemon reads them: what may never happen, and how often it is good.

Three sets were written from the guidelines alone, without a look at code or phrases; each is counted
by itself.
`make corpus` prints the whole table.
"""

import textwrap
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

import pytest

from tests.support.lea_set import CORPUS, Desk, Reply, replies
from tests.support.mails_in import police_mail
from tests.support.world import World, reported

HALVES = ("own", "blind", "blind2", "blind3", "blind4", "blind5", "blind6", "blind7", "blind8")


@cache
def desk() -> Desk:
    return Desk()


@cache
def verdicts(half: str) -> dict[str, list[tuple[str, bool]]]:
    """For each measure the names of the replies that it is about, and whether they went right."""
    found: dict[str, list[tuple[str, bool]]] = {}
    for reply in replies(f"{half}-*.txt"):
        for measure, good in desk().judge(reply, desk().answer(reply)):
            found.setdefault(measure, []).append((reply.name, good))
    return found


def missed(half: str, measure: str) -> list[str]:
    return [name for name, good in verdicts(half).get(measure, ()) if not good]


def share(measure: str, halves: Iterable[str] = HALVES) -> float:
    rows = [good for half in halves for _, good in verdicts(half)[measure]]
    return sum(rows) / len(rows)


def test_the_set_is_as_large_as_it_was_meant_to_be() -> None:
    sets = [list(replies(f"{half}-*.txt")) for half in HALVES]
    own, blind, blind2, blind3, blind4, blind5, blind6, blind7, blind8 = sets
    everything = [reply for one in sets for reply in one]

    assert len(own) > 200
    assert len(blind) == 286
    assert len(blind2) == 181
    assert len(blind3) == 135
    assert len(blind4) == 85
    assert len(blind5) == 122
    assert len(blind6) == 150
    assert len(blind7) == 160
    assert len(blind8) == 46
    assert len(list(CORPUS.glob("blind-*.txt"))) == 24
    assert len(list(CORPUS.glob("blind2-*.txt"))) == 18
    assert len(list(CORPUS.glob("blind3-*.txt"))) == 12
    assert sum(reply.automatic for reply in everything) > 65
    assert sum("hold" in reply.means for reply in everything) > 250


@pytest.mark.parametrize("half", HALVES)
def test_P7_no_hold_is_missed(half: str) -> None:
    assert missed(half, "hold honoured or asked about") == []


@pytest.mark.parametrize("half", HALVES)
def test_P5_no_notice_leaves_that_should_have_waited(half: str) -> None:
    assert missed(half, "no notice that should have waited") == []


@pytest.mark.parametrize("half", HALVES)
def test_P8_nothing_automatic_counts_as_a_receipt(half: str) -> None:
    assert missed(half, "automatic never a receipt") == []
    assert missed(half, "no false receipt") == []


@pytest.mark.parametrize("half", HALVES)
def test_P6_no_hold_is_lifted_but_by_a_proven_release(half: str) -> None:
    assert missed(half, "release only where proven") == []


@pytest.mark.parametrize("half", HALVES)
def test_P7_whoever_has_to_be_asked_is_asked(half: str) -> None:
    assert missed(half, "asked where it must") == []


@pytest.mark.parametrize("half", HALVES)
def test_P6_no_end_of_a_hold_is_read_wrongly(half: str) -> None:
    assert missed(half, "no wrong end of a hold") == []


def test_genuine_receipts_are_understood() -> None:
    assert share("receipt understood without asking", ["own"]) == 1
    assert share("receipt understood without asking", ["blind"]) >= 0.95
    assert share("receipt understood without asking", ["blind2"]) >= 0.95
    assert share("receipt understood without asking", ["blind3"]) >= 0.85
    # Hardly anything was mended by these: one of four or five is what new officers may expect.
    assert share("receipt understood without asking", ["blind4"]) >= 0.4
    assert share("receipt understood without asking", ["blind5"]) >= 0.29
    assert share("receipt understood without asking", ["blind6"]) >= 0.28
    # Of short mails, as busy officers write them, more are understood.
    assert share("receipt understood without asking", ["blind7"]) >= 0.89
    assert share("receipt understood without asking", ["blind8"]) >= 0.77


def test_few_holds_are_heard_where_nobody_asked_for_one() -> None:
    assert share("no false hold", HALVES[:5]) >= 0.98
    assert share("no false hold", ["blind5"]) >= 0.94
    assert share("no false hold", ["blind6"]) >= 0.94
    assert share("no false hold", ["blind7"]) >= 0.98
    assert share("no false hold", ["blind8"]) == 1


def test_most_plain_releases_are_carried_out() -> None:
    assert share("release carried out", ["blind7"]) >= 0.7
    assert share("release carried out", ["blind8"]) >= 0.93


def test_most_holds_are_placed_and_not_only_asked_about() -> None:
    assert share("hold placed", HALVES[:6]) >= 0.95
    assert share("hold placed", ["blind6"]) >= 0.66
    assert share("hold placed", ["blind7"]) >= 0.98


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("[RECEIVED]", "Part 1 of 5 has arrived, thank you."),
        ("[RECEIVED]", "Received 1 of 5, awaiting the rest."),
        ("", "We confirm receipt of part 1 of 5."),
        ("", "Teil 1 von 5 erhalten."),
        ("", "Osa 1/5 kätte saadud."),
        ("", "Gauta 1 dalis iš 5."),
    ],
)
def test_P8_a_receipt_of_one_part_counts_for_that_part_and_asks_nobody(tag: str, words: str) -> None:
    site = replace(desk().site, agreement=replace(desk().site.agreement, fragment_size=1))
    items = "".join(f"URL: https://media.provider.example.net/item{number}\n" for number in range(1, 6))
    world = reported(World(site), form=f"{items}Description of the type of the content: items\n")
    first, *_ = world.letters("annex-i")

    world.take(police_mail(words, subject=tag, signed=True, references=(first.message_id,)))

    assert [one.number for one in world.case.unconfirmed()] == [2, 3, 4, 5]
    assert not world.case.pauses_open()


# --- our own report below the answer, without a mark -----------------------------------------------

WIDTHS = (40, 48, 60, 66, 72, 90)


def pasted(text: str, width: int, indent: str) -> str:
    """Our report as a client pastes it: each line wrapped anew and indented."""
    lines = (
        piece
        for line in text.splitlines()
        for piece in textwrap.wrap(line, width, break_on_hyphens=False) or [""]
    )
    return textwrap.indent("\n".join(lines), indent)


@pytest.mark.parametrize("indent", ["", "    "])
@pytest.mark.parametrize("width", WIDTHS)
def test_our_own_report_below_a_receipt_asks_nobody_however_it_is_wrapped(width: int, indent: str) -> None:
    reply = Reply(f"w{width}", "own", {"meaning": "received"}, (), "")
    text = f"Received, thank you.\n\n{pasted(desk().text, width, indent)}"

    found = desk().answer(replace(reply, body=text))

    assert (found.received, found.asked, found.holds) == (True, False, 0)


def test_P7_a_line_of_the_officer_among_our_own_is_heard() -> None:
    line = "the hotline sends it to the hosting provider."
    ours = desk().text.replace(line, f"{line}\n\nPlease wait 24 h.")

    assert ours != desk().text
    found = desk().answer(Reply("own-line", "own", {"meaning": "hold"}, (), f"Received.\n\n{ours}"))

    assert found.in_force or found.paused


# --- what would be left of the safety if the phrases were worse ------------------------------------


def lost(reply: Reply) -> bool:
    found = desk().answer(reply)
    return not (found.in_force or found.paused)


def test_P7_a_receipt_in_front_of_a_hold_hides_none() -> None:
    holds = [reply for reply in replies() if "hold" in reply.means]

    assert [one.name for one in holds if lost(replace(one, body=f"Received.\n\n{one.body}"))] == []


@pytest.mark.parametrize(
    "words",
    [
        "Kindly put the notification off till Friday.",
        "Rimandate la segnalazione al provider fino a venerdì.",
        "Stel de melding nog even uit, alstublieft.",
        "Prosimo, da ponudnika za zdaj ne obvestite.",
        "Vennligst ikke varsle leverandøren ennå.",
    ],
)
def test_P7_a_plea_that_a_ticket_system_marks_as_automatic_is_heard(words: str) -> None:
    marks = (
        "Subject: [police #4711] [{ref}] Report",
        "RT-Ticket: police #4711",
        "Auto-Submitted: auto-generated",
    )
    reply = Reply("through-a-ticket-system", "own", {"meaning": "hold"}, marks, words)

    assert desk().answer(reply).paused


def test_P7_a_hold_in_words_that_no_phrase_knows_is_asked_about() -> None:
    blind = Desk()  # its own: it forgets what a hold is
    known = tuple(one for one in blind.site.phrases if one.meaning not in ("hold", "open", "not-yet"))
    blind.site = replace(blind.site, phrases=known)
    for world in blind.worlds.values():
        world.site = blind.site
    # In a subject, and in what a mail hides, nothing but a hold is looked for.
    apart = ("subject-", "hidden-")
    holds = [one for one in replies() if "hold" in one.means and not one.name.startswith(apart)]
    found = {reply.name: blind.answer(reply) for reply in holds}

    assert [name for name, one in found.items() if not (one.in_force or one.paused)] == []
