"""The demo's story, its daemon killed again and again within each step, ends as if nothing had happened.

The people notice nothing but some seconds, and now and then a second copy under the same Message-ID.
HOTLINED_SEED repeats the moments of the kills; real processes never repeat exactly.
"""

import json
import os
import random
import shutil
import signal
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

import pytest
from rich.console import Console

from hotlined.demo.stage import PEOPLE, Data, Stage
from hotlined.demo.story import Story
from tests.faults.ledger import Ledger
from tests.faults.lives import Lives
from tests.faults.place import FILES, Place

KILLS = int(os.environ.get("HOTLINED_STORY_KILLS", "1"))  # within each step
SEED = int(os.environ.get("HOTLINED_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.xdist_group("kill"), pytest.mark.timeout(400)]


@dataclass(slots=True)
class MortalStage(Stage):
    """The stage with a daemon that can be killed while somebody waits for its mails."""

    place: Place = FILES
    lives: Lives = field(init=False)

    def _mailboxes(self) -> Data:
        return self.place.settings(Stage._mailboxes(self), self.home)

    def start(self) -> None:
        """The first life."""
        self.lives = Lives(self.config, self.folder / "daemon.log", Ledger())
        self.lives.start()

    def stop(self, number: int = signal.SIGTERM, *, patience: float = 20.0) -> int | None:
        """The last life ends, once it has begun: before that, a SIGTERM kills it like any process."""
        if not self.lives.living:
            return None
        self.lives.ready()
        return self.lives.end(number)

    def kill_and_start(self) -> None:
        """The power goes, and is back at once."""
        self.lives.kill()
        self.place.freed()
        self.lives.start()


@dataclass(slots=True)
class KilledStory(Story):
    """The story with a reaper at work during every step but the last, which stops the daemon itself."""

    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311
    kills: int = 0
    failed: list[BaseException] = field(default_factory=list)

    def steps(self) -> Iterator[tuple[str, Callable[[], None]]]:
        """The same steps."""
        for name, step in Story.steps(self):
            yield name, step if step == self.verify else self._reaped(step)

    def _reaped(self, step: Callable[[], None]) -> Callable[[], None]:
        def played() -> None:
            reaper = threading.Thread(target=self._reap, daemon=True)
            reaper.start()
            try:
                step()
            finally:
                reaper.join()
            assert not self.failed

        return played

    def _reap(self) -> None:
        stage = self.stage
        assert isinstance(stage, MortalStage)
        for _ in range(KILLS):
            threading.Event().wait(self.chance.uniform(0.0, 1.0))
            try:
                stage.kill_and_start()
            except BaseException as error:  # the step's thread raises it
                self.failed.append(error)
                return
            self.kills += 1


def said_twice(stage: Stage) -> list[str]:
    """What one recipient was told under two Message-IDs, by subject; answers to [STATUS] are many."""
    found = []
    for who, address in PEOPLE.items():
        ids: dict[str, set[str]] = defaultdict(set)
        for raw in stage.host.messages(address):
            opened = stage.people[who].open(raw)
            if "Status" not in opened.subject:
                ids[opened.subject].add(str(message_from_bytes(raw)["Message-ID"]))
        found += [f"{who}: {subject}" for subject, names in ids.items() if len(names) > 1]
    return found


def test_the_story_ends_the_same_however_often_the_daemon_is_killed_in_each_step(place: Place) -> None:
    """Every step is observed, the record holds, and nobody is told a thing twice."""
    told(place)


def told(place: Place) -> None:
    """The story, with so many kills in each step."""
    print(f"HOTLINED_SEED={SEED}")  # noqa: T201  # first: whatever fails, it can be repeated
    folder = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    # the steps before the hold take longer than in the story: the notice must not be due before it
    with MortalStage(folder, agreement={"ntd_delay": "25s"}, place=place) as stage:
        stage.start()
        with stage.lives:
            story = KilledStory(stage, Console(highlight=False))
            story.play()
            assert story.kills == KILLS * 11
        print(json.dumps({"rounds": story.kills}))  # noqa: T201  # for the long run
        assert said_twice(stage) == [], folder
    shutil.rmtree(folder)
