"""The LEA's inbox on a server with moods: it interrupts, refuses, and gives numbers anew (E1, E4-E6)."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from itertools import cycle

import pytest

from hotlined.domain.mail.identity import mail_digest
from tests.faults.inbox import PATIENCE, Inbox, until, watched
from tests.faults.place import Place
from tests.faults.rounds import CUTS, FEW, Story, dealt, play, struck
from tests.faults.talk import Line, Moment, Refuse, Stuck, Validity
from tests.support.dovecot import Dovecot

BREAKING_IN = ((b"* BYE going down\r\n", True), (b"", True), (b"* BAD what?\r\n", False), (b"\r\n", False))

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.timeout(120 if CUTS == FEW else 3600)]


def test_P1_P2_a_server_that_says_something_else_at_any_line(
    dovecot: Dovecot, users: Iterator[str], place: Place
) -> None:
    """Good-bye, a complaint about nothing, an empty line, and only the end."""

    def story(shares: range, words: bytes, *, ends: bool) -> Story:
        async def told(inbox: Inbox) -> Counter[str]:
            await inbox.session()
            moods = [Line(inbox.lines * one // shares.stop, words, ends, struck(inbox)) for one in shares]
            for mood in moods:
                inbox.proxy.edit = mood
                await inbox.session()
            return Counter(lines=len(moods), struck=sum(mood.struck for mood in moods))

        return told

    of = 150 if CUTS == "all" else 10
    stories = [story(range(n, of, 2), words, ends=ends) for words, ends in BREAKING_IN for n in range(2)]
    figures = play(dovecot, users, place, "something else at any line", stories)
    assert figures["struck"] > figures["lines"] / 2


@pytest.mark.parametrize("words", [b"NO [UNAVAILABLE] later", b"BAD what?"])
def test_P1_P2_a_server_that_refuses_any_one_command(
    dovecot: Dovecot, users: Iterator[str], place: Place, words: bytes
) -> None:
    def story(hand: list[int]) -> Story:
        async def told(inbox: Inbox) -> Counter[str]:
            moods = [Refuse(words, nth, then=struck(inbox)) for nth in hand]
            for mood in moods:
                inbox.proxy.edit = mood
                await inbox.session()
            return Counter(commands=len(moods), refused=sum(mood.struck for mood in moods))

        return told

    stories = [story(hand) for hand in dealt(range(16), 4)]
    figures = play(dovecot, users, place, f"any one command refused: {words.decode()}", stories)
    assert figures["refused"] > figures["commands"] - 3


def test_P1_P2_a_login_that_is_refused_a_few_times_and_then_accepted(
    dovecot: Dovecot, users: Iterator[str], place: Place
) -> None:
    async def story(inbox: Inbox) -> Counter[str]:
        refused = 0
        for words in (b"NO [AUTHENTICATIONFAILED] no", b"NO [UNAVAILABLE] later", b"NO no", b"BAD no"):
            mood = inbox.proxy.edit = Refuse(words, verb=b"AUTHENTICATE", times=5)
            await inbox.session()
            refused += mood.struck
        return Counter(refused=refused)

    assert play(dovecot, users, place, "login refused", [story])["refused"] == 20


def test_P1_P5_a_move_that_is_refused_holds_up_no_other_mail(
    dovecot: Dovecot, users: Iterator[str], place: Place
) -> None:
    """The first of five mails cannot be moved for a while: the others are dealt with all the same, no read
    counts as whole meanwhile, and once the server lets it be moved it is."""

    async def story(inbox: Inbox) -> Counter[str]:
        await inbox.session()
        puts = [await inbox.put(hold=True) for _ in range(5)]
        mood = inbox.proxy.edit = Stuck()
        reads = inbox.reads
        inbox.clock.open.set()
        find = inbox.rig.store.find
        await until(lambda: all(find("mail", one.digest) for one in puts) and mood.struck > 8)
        assert inbox.reads == reads
        inbox.proxy.edit = None
        for put in puts:
            await asyncio.wait_for(put.settled.wait(), PATIENCE)
        await inbox.rest()
        return Counter(refused=mood.struck)

    play(dovecot, users, place, "a move refused", [story])


# --- UIDVALIDITY -----------------------------------------------------------------------------------


def test_P1_P2_E1_uidvalidity_changes_twenty_times_and_uids_are_given_anew(
    dovecot: Dovecot, users: Iterator[str], place: Place
) -> None:
    """The server forgets its UIDs at any step of a session, in which four mails wait that belong into two
    folders: what had a number has none afterwards, or is another mail's."""

    async def story(inbox: Inbox) -> Counter[str]:
        await inbox.session()
        moments = [(b"SELECT", nth) for nth in range(7)] + [(b"UID FETCH", nth) for nth in range(5)]
        moments += [(b"UID MOVE", nth) for nth in range(4)]
        moments += [(verb, 0) for verb in (b"UID SEARCH", b"IDLE", b"DONE", b"LOGOUT")]
        seen = set()
        for verb, nth in cycle(moments):
            mood = inbox.proxy.edit = Moment(verb, lambda: forget_uids(dovecot, inbox.user), nth)
            waiting = [await inbox.put(hold=n % 2 == 0) for n in range(4)]
            await inbox.session()
            for put in waiting:
                await asyncio.wait_for(put.settled.wait(), PATIENCE)
            if not mood.struck:
                forget_uids(dovecot, inbox.user)
            seen.add(uidvalidity(dovecot, inbox.user))
            if len(seen) >= 20:  # two changes in one second of Dovecot's are one
                break
        return Counter(changes=len(seen))

    play(dovecot, users, place, "UIDVALIDITY changed", [story])


def test_P1_P11_E1_a_server_that_gives_other_numbers_under_another_uidvalidity(
    dovecot: Dovecot, users: Iterator[str], place: Place
) -> None:
    """Unlike Dovecot, it goes on talking: one mail's number is that of the next, which belongs elsewhere."""

    def story(nth: int, until: int) -> Story:
        async def told(inbox: Inbox) -> Counter[str]:
            for n in range(4):
                await inbox.put(hold=n % 2 == 0)
            mood = inbox.proxy.edit = Validity(nth, until)
            await inbox.session()
            return Counter(changes=mood.struck)

        return told

    stories = [story(nth, nth + more) for nth in range(2, 7) for more in (1, 99)]
    figures = play(dovecot, users, place, "numbered anew", stories)
    assert figures["changes"] > len(stories)


def test_P5_E1_a_hold_under_the_number_of_a_known_mail_in_junk_is_obeyed(
    dovecot: Dovecot, users: Iterator[str], place: Place
) -> None:
    """Junk was read and is known; it is made anew, and a hold of the same size lies there as number 1."""

    async def story() -> None:
        async with watched(dovecot, next(users), place=place) as inbox:
            hold = inbox.write(1, hold=True)
            other = hold.replace(b"reports@police.example.com", b"visitor@somewhere.example")
            assert len(hold) + 1 > len(other)
            other += b" " * (len(hold) - len(other))
            await inbox.session()
            with dovecot.login(inbox.user) as client:
                client.append("Junk", other)
            await inbox.session()
            with dovecot.login(inbox.user) as client:
                client.delete_folder("Junk")
                client.create_folder("Junk")
                client.append("Junk", hold)
            await inbox.session()
            assert inbox.rig.store.find("mail", mail_digest(hold))

    asyncio.run(story())


def uidvalidity(dovecot: Dovecot, user: str) -> int:
    """Of the inbox, now."""
    with dovecot.login(user) as client:
        return client.select_folder("INBOX", readonly=True)[b"UIDVALIDITY"]


def forget_uids(dovecot: Dovecot, user: str) -> None:
    """As after a restored backup: Dovecot numbers the inbox anew, under another UIDVALIDITY."""
    for path in (dovecot.base / "mail" / user / "Maildir").glob("dovecot*"):
        if path.name.startswith(("dovecot-uidlist", "dovecot.index")):
            path.unlink(missing_ok=True)
