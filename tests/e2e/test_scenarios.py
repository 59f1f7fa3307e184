"""Each folder t-NN-name is a whole story on real parts; see script.py for how it is told.

After the story: nobody got a mail that the story does not speak of, each case and each mail is as
expect/final.txt says, no word of expect/never.txt can be read in any mail that left, and what holds in every
story holds in this one.
"""

import re
from pathlib import Path

import pytest

from hotlined.adapters.casefiles import verify
from tests.e2e.findings import cases, copies, folders, readable, reports
from tests.e2e.patterns import fits
from tests.e2e.script import Script
from tests.e2e.world import BOXES, PEOPLE, Scene, World, scene

HERE = Path(__file__).parent
SCENARIOS = sorted(path.name for path in HERE.glob("t-*"))
PROMISED = ("P1", "P2", "P3", "P4", "P5", "P6", "P9", "P15")


pytestmark = pytest.mark.slow  # altogether: the file is begun early, so that nobody waits for it in the end


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_story_goes_as_written(world: World, name: str) -> None:
    folder = HERE / name
    with scene(world, folder) as made:
        script = Script(folder, made)
        script.play()
        for who in PEOPLE:
            script.nothing(who)
        made.daemon.stop()
        _final(folder, made, script)
        _never(folder, made)
        _always(folder, made)


def _final(folder: Path, made: Scene, script: Script) -> None:
    names = {script.message_id(raw): name for name, raw in script.sent.items()}
    found = [line for case in cases(made.store) for line in case] + folders(made, names)
    wanted = (folder / "expect" / "final.txt").read_text(encoding="utf-8").strip()
    if fits(wanted, "\n".join(found), script.known) is None:
        pytest.fail("\n  ".join(("the end is not as in expect/final.txt, but:", *found)))


def _never(folder: Path, made: Scene) -> None:
    """The planted words are in no mail that left, nor in any that somebody outside has."""
    path = folder / "expect" / "never.txt"
    words = [line.encode() for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    mailboxes = [raw for address in PEOPLE.values() for raw in made.world.dovecot.messages(address)]
    for raw in (*(way.raw for way in made.taken), *mailboxes):
        for data in readable(raw):
            assert not [word for word in words if word in data], raw.decode(errors="replace")

    path = folder / "expect" / "nowhere.txt"  # neither on the daemon's disk, nor in its log
    for word in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        files = [one for one in made.home.rglob("*") if one.is_file()]
        assert [one for one in files if word.encode() in one.read_bytes()] == [], word
        assert word not in "\n".join(made.log)


def _always(folder: Path, made: Scene) -> None:
    """What no story may break: the chain, once, the reporter's anonymity, quiet logs, TLS with login."""
    assert list(verify(made.store)) == []
    sent = [re.search(rb"^Message-ID: (\S+)", way.raw, re.MULTILINE) for way in made.taken]
    ids = [found[1] for found in sent if found]
    assert len(ids) == len(set(ids)) == len(made.taken), "a mail left twice, or without Message-ID"
    for way in made.taken:
        assert way.tls
        assert way.login in BOXES.values()
        assert PEOPLE["public"].encode() not in way.raw
    kept, left = copies(made), {_id(way.raw): way.raw for way in made.taken}
    assert set(kept) == reports(made.store), "not each report has its copy"
    assert all(_lines(raw) == _lines(left[message_id]) for message_id, raw in kept.items())
    log = "\n".join(made.log)
    texts = [path.read_text(encoding="utf-8") for path in (folder / "in").glob("*.eml")]
    secrets = {PEOPLE["public"], *(url for text in texts for url in re.findall(r"https?://\S+", text))}
    secrets |= {subject for text in texts for subject in re.findall(r"^Subject: (.+)", text, re.MULTILINE)}
    assert not [secret for secret in secrets if secret in log], log


def _id(raw: bytes) -> str:
    found = re.search(rb"^Message-ID: (\S+)", raw, re.MULTILINE)
    return found[1].decode() if found else ""


def _lines(raw: bytes) -> list[bytes]:
    return raw.strip().splitlines()


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_story_can_be_read(name: str) -> None:
    folder = HERE / name
    story = (folder / "story.md").read_text(encoding="utf-8")
    assert re.search(r"^Promises: P\d+( P\d+)*$", story, re.MULTILINE)
    mails = {path.stem for path in (folder / "in").glob("*.eml")}
    script = (folder / "script.txt").read_text(encoding="utf-8")
    told = set(re.findall(r"(?:sends|with) (\d\d-[\w-]+)", script))
    assert mails == told, "each mail in in/ is sent by the script, and each that it sends is there"
    spoken = set(re.findall(r"gets ([\w-]+)(?:, sealed)?:", script))
    expected = {path.name.split(".")[0] for path in (folder / "expect").iterdir()} - {
        "final",
        "never",
        "nowhere",
    }
    assert expected <= spoken, "a file in expect/ is of no mail that the script speaks of"


def test_at_least_eight_stories_are_told() -> None:
    assert len(SCENARIOS) >= 8


@pytest.mark.parametrize("promise", PROMISED)
def test_each_promise_is_claimed_by_a_story_or_a_test_named_after_it(promise: str) -> None:
    claim = re.compile(rf"^Promises:.*\b{promise}\b|def test_{promise}_", re.MULTILINE)
    places = (*HERE.glob("t-*/story.md"), *HERE.parent.rglob("test_*.py"))
    assert [path for path in places if claim.search(path.read_text(encoding="utf-8"))]
