"""An edition of the site is another one where anything is another by which a case's steps are reckoned."""

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import hotlined
from hotlined import code_digest
from hotlined.adapters.config import edition as editions
from hotlined.adapters.config.settings import load
from hotlined.domain.values.worktime import WorkTime
from hotlined.wiring import site_of
from tests.support.site import make_site, write_site


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    """Nothing of another test is known, and nothing of this one is later."""
    code_digest.digest.cache_clear()
    code_digest.code.cache_clear()
    editions._offsets.cache_clear()
    yield
    code_digest.digest.cache_clear()
    code_digest.code.cache_clear()
    editions._offsets.cache_clear()


def edition(path: Path) -> str:
    """Of the site as a start reads it."""
    found = site_of(load(path)).edition
    assert len(found) == 64
    return found


def test_read_twice_it_is_the_same(tmp_path: Path) -> None:
    path = write_site(tmp_path)
    assert edition(path) == edition(path)


def test_any_change_of_any_file_makes_another(tmp_path: Path) -> None:
    path = write_site(tmp_path)
    rules = path.parent / "rules"
    seen = [edition(path)]
    for file in (path, *sorted(rules.glob("*.yaml"))):
        file.write_text(file.read_text(encoding="utf-8") + "\n# a word more\n", encoding="utf-8")
        seen.append(edition(path))
    (rules / "calendar.yaml").unlink(missing_ok=True)
    assert len(seen) > 2
    assert len(set(seen)) == len(seen)


def test_a_file_of_the_site_in_the_place_of_a_shipped_one_makes_another(tmp_path: Path) -> None:
    path = write_site(tmp_path)
    (path.parent / "rules" / "calendar.yaml").unlink(missing_ok=True)
    before = edition(path)
    (path.parent / "rules" / "calendar.yaml").write_text(
        "holidays:\n  days: [2026-12-01]\n", encoding="utf-8"
    )
    assert edition(path) != before


def test_another_public_holiday_makes_another_though_no_file_has_changed() -> None:
    site = replace(
        make_site(), worktime=WorkTime(ZoneInfo("Europe/Tallinn"), free=frozenset({date(2030, 5, 1)}))
    )
    assert site.worktime is not None
    free = replace(site, worktime=replace(site.worktime, free=site.worktime.free | {date(2030, 5, 2)}))
    assert editions.edition(["a"], free) != editions.edition(["a"], site)


def test_another_table_of_the_zone_makes_another(monkeypatch: pytest.MonkeyPatch) -> None:
    site = make_site()
    before = editions.edition(["a"], site)
    moved = ZoneInfo.no_cache("Europe/Tallinn")
    text = editions._offsets.__wrapped__(moved)
    editions._offsets.cache_clear()
    monkeypatch.setattr(editions, "_offsets", lambda zone: text + "\n2031-03-30 4:00:00")
    assert editions.edition(["a"], site) != before


def test_the_days_on_which_a_zone_changes_its_offset_are_in_it() -> None:
    lines = editions._offsets(ZoneInfo("Europe/Tallinn")).splitlines()
    assert lines[:3] == ["Europe/Tallinn", "2024-01-01 2:00:00", "2024-03-31 3:00:00"]


def test_other_code_makes_another_but_not_before_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(hotlined, "__file__", str(package / "__init__.py"))
    before = code_digest.digest()
    (package / "__init__.py").write_text("# other\n", encoding="utf-8")
    assert code_digest.digest() == before, "what runs is the code from before"
    code_digest.digest.cache_clear()
    code_digest.code.cache_clear()
    assert code_digest.digest() != before
    assert before != hashlib.sha256(hotlined.__version__.encode()).hexdigest()


def test_P5_another_python_makes_another_since_it_may_read_urls_another_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = code_digest.digest()
    code_digest.digest.cache_clear()
    monkeypatch.setattr(sys, "version", "3.99.0 (another)")
    assert code_digest.digest() != before


def test_a_file_beside_the_code_that_does_not_read_stops_no_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / "__init__.py").write_text("", encoding="utf-8")
    (package / ".#rests.py").symlink_to("an editor's lock, that points nowhere")
    monkeypatch.setattr(hotlined, "__file__", str(package / "__init__.py"))
    assert len(code_digest.digest()) == 64
