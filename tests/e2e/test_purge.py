"""A purge on real parts: planted words are looked for in every file and mail, opened with our own key."""

import email
import quopri
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from hotlined.adapters.casefiles import verify
from hotlined.demo.keys import GpgRefused, Keyring
from tests.e2e.script import Script
from tests.e2e.world import BOXES, Scene, World, scene

FOLDER = Path(__file__).parent / "purged"
WORDS = (b"PLANTED-WORDS", b"PLANTED-FILE", b"PLANTED-SUBJECT")
URLS = (b"PLANTED-URL", b"192.0.2.77")
_NOTED = re.compile(r"disk (\w+) Maildir(?:/(.+))?/dovecot\.index\.cache")
_ARMOUR = re.compile(rb"-----BEGIN PGP MESSAGE-----.*?-----END PGP MESSAGE-----", re.DOTALL)


@cache
def opened(armour: bytes, ring: Keyring) -> bytes:
    """What our key makes of a ciphertext; nothing where it does not open it."""
    try:
        return ring.unseal(armour).data
    except GpgRefused:
        return b""


def readable(data: bytes, ring: Keyring) -> Iterator[bytes]:
    """What can be read of some bytes: as they are, as parts of a mail, and inside of what our key opens."""
    yield data
    yield quopri.decodestring(data)
    with suppress(Exception):
        for part in email.message_from_bytes(data).walk():
            yield bytes(part.get_payload(decode=True) or b"")
    for armour in _ARMOUR.findall(data.replace(b"\r\n", b"\n")):
        yield from readable(opened(armour, ring), ring)


def _on_disk(root: Path) -> Iterator[tuple[Path, bytes]]:
    for path in root.rglob("*"):
        if not path.is_file():
            continue
        with suppress(FileNotFoundError):  # a lock of the mail server's, just given up
            yield path.relative_to(root), path.read_bytes()


def places(made: Scene, markers: tuple[bytes, ...]) -> set[str]:
    """Where any of them is found: the site's folder, our mailboxes, the mail server's disk, the log."""
    ring, dovecot = made.world.rings["hotline"], made.world.dovecot
    pieces = {"log": "\n".join(made.log).encode()}
    for root, name in ((made.home, "site"), (ring.home, "gnupg")):
        pieces |= {f"{name} {path}": data for path, data in _on_disk(root)}
    for name, address in BOXES.items():
        found = _on_disk(dovecot.base / "mail" / address)
        pieces |= {f"disk {name} {path}": data for path, data in found}
        with dovecot.login(address) as client:
            for flags, _, folder in client.list_folders():
                if b"\\noselect" in {flag.lower() for flag in flags}:
                    continue
                client.select_folder(folder, readonly=True)
                for uid, answer in client.fetch(client.search("ALL"), ["BODY.PEEK[]"]).items():
                    pieces[f"{name} {folder} {uid}"] = answer[b"BODY[]"] or b""  # just expunged
    return {
        place
        for place, data in pieces.items()
        if any(marker in one for one in readable(data, ring) for marker in markers)
    }


def left_after(made: Scene, markers: tuple[bytes, ...]) -> set[str]:
    """The same, once the mail server's notes of subjects are dropped, as the page about the record says."""
    for place in places(made, markers):
        if noted := _NOTED.fullmatch(place):
            made.world.dovecot.forget_headers(BOXES[noted[1]], noted[2] or "INBOX")
    return places(made, markers)


def announced(made: Scene) -> None:
    """Wait until the analysts are told of a purge; `settle` does not ask the loop that does it."""
    made.daemon.pass_until(lambda: any("kind=PurgeAnnounced" in line for line in made.log))
    made.daemon.settle()


def purged(made: Scene, count: int) -> None:
    """Wait until the daemon has said so often that a purge is done.

    A look that meets a card just being moved is done again in minutes, or hours: time passes in long steps.
    """
    told = "purged stream="
    made.daemon.pass_until(
        lambda: sum(told in line for line in made.log) >= count, by=timedelta(minutes=5), patience=120.0
    )
    made.daemon.settle()


@pytest.mark.timeout(400)
def test_P14_planted_words_are_found_nowhere_after_the_purge(world: World) -> None:
    with scene(world, FOLDER) as made:
        script = Script(FOLDER, made)
        script.play()
        made.daemon.settle()
        case = f"site store/open/{script.known['reference']}.json"
        before = places(made, WORDS)
        kinds = {re.split(r"[/ ]", place.removeprefix("site store/"))[0] for place in before}
        assert kinds == {"open", "envelopes", "files", "intake", "lea", "ntd", "disk"}
        assert {case, f"{case}.1"} <= before
        assert any(one.startswith("intake Hotline/Intake") for one in before)
        assert any(one.startswith("lea Hotline/Sent") for one in before)

        script.sends("lea", "05-receipt", ", signed, encrypted", to="annex-i")
        script.filed("05-receipt", "lea", "Hotline/LEA")  # before the days pass that are counted from it
        made.daemon.settle()
        made.daemon.step(timedelta(days=9))
        announced(made)  # at once: the two days until the purge are counted from it
        assert before <= places(made, WORDS)
        made.daemon.step(timedelta(days=3))
        purged(made, 1)
        assert all(one.endswith("dovecot.index.cache") for one in places(made, WORDS))
        assert left_after(made, WORDS) == set()
        # What is kept of a case at rest has its URLs, for as long as the case has them itself.
        assert places(made, URLS) - {"site store/open/rest.sqlite"} == {case, f"{case}.1"}
        assert list(verify(made.store)) == []

        script.sends("provider", "06-late", to="notice")
        script.filed("06-late", "ntd", "Hotline/Provider")
        made.daemon.settle()
        assert not [one for one in places(made, WORDS) if one.startswith("site store/open")]
        made.daemon.step(timedelta(days=11))
        purged(made, 2)
        assert left_after(made, WORDS) == set()

        script.sends("ann", "07-close", ", signed, encrypted", to="noted")
        script.filed("07-close", "intake", "Hotline/Done")
        made.daemon.settle()
        made.daemon.step(timedelta(days=6))
        purged(made, 3)
        assert left_after(made, (*WORDS, *URLS)) == set()
        made.daemon.stop()
        made.daemon.start()
        made.daemon.settle()
        assert places(made, (*WORDS, *URLS)) == set()
        made.daemon.stop()
        assert list(verify(made.store)) == []
