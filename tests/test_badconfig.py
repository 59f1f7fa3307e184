"""Each folder of badconfig/ is a broken site: it must be refused with exactly the sentences in expect.txt.

A folder holds only what differs from a good site: files to put over it; `without.txt` names files to
take away; `modes.txt` holds lines "MODE FILE".
"""

import shutil
from pathlib import Path

import pytest

from hotlined.adapters.config.problems import ConfigProblems
from hotlined.adapters.config.settings import load
from tests.support.site import write_site

CASES = sorted((Path(__file__).parent / "badconfig").glob("c-*"))
NOT_OF_THE_SITE = {"expect.txt", "without.txt", "modes.txt"}


def broken_site(case: Path, folder: Path) -> Path:
    """A good site with the case's files over it."""
    path = write_site(folder)
    for file in case.rglob("*"):
        if file.is_file() and file.name not in NOT_OF_THE_SITE:
            shutil.copy(file, folder / file.relative_to(case))
    for name in _lines(case / "without.txt"):
        (folder / name).unlink()
    for line in _lines(case / "modes.txt"):
        mode, name = line.split()
        (folder / name).chmod(int(mode, 8))
    return path


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_broken_site_is_refused_with_its_sentences(case: Path, tmp_path: Path) -> None:
    path = broken_site(case, tmp_path)

    with pytest.raises(ConfigProblems) as refused:
        load(path)

    said = str(refused.value).replace(f"{tmp_path}/", "")
    assert (case / "expect.txt").read_text(encoding="utf-8").splitlines() == said.splitlines()


def test_the_good_site_under_the_cases_is_good(tmp_path: Path) -> None:
    assert load(write_site(tmp_path)).site.hotline.prefix == "HL"


def test_there_are_cases() -> None:
    assert len(CASES) >= 30


def test_no_sentence_repeats_a_password() -> None:
    assert not any("planted" in (case / "expect.txt").read_text(encoding="utf-8") for case in CASES)
