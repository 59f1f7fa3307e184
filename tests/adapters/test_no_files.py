"""What is no file where one of the configuration should be is named; nobody waits for a pipe."""

import os
from pathlib import Path

import pytest

from hotlined.adapters.config.problems import ConfigProblems
from hotlined.starting import loaded
from tests.support.site import write_site

pytestmark = pytest.mark.timeout(60)


@pytest.mark.parametrize("name", ["mailboxes.yaml", "rules/agreement.yaml", "rules/replies.yaml"])
def test_a_pipe_in_place_of_a_file_of_the_configuration_is_named(tmp_path: Path, name: str) -> None:
    path = write_site(tmp_path)
    (tmp_path / name).unlink(missing_ok=True)
    os.mkfifo(tmp_path / name)

    with pytest.raises(ConfigProblems) as caught:
        loaded(path)

    assert f"{tmp_path / name}:1: is no file, but a pipe or a device" in str(caught.value)


@pytest.mark.parametrize("name", ["alarm/en.txt.j2", "words/de.po"])
def test_a_pipe_in_place_of_a_template_is_named(tmp_path: Path, name: str) -> None:
    path = write_site(tmp_path, templates="templates")
    (tmp_path / "templates" / name).parent.mkdir(parents=True)
    os.mkfifo(tmp_path / "templates" / name)

    with pytest.raises(ConfigProblems) as caught:
        loaded(path)

    assert f"{tmp_path / 'templates' / name}:1: " in str(caught.value)


def test_a_link_to_nothing_at_all_is_an_empty_file(tmp_path: Path) -> None:
    """So whoever wants none of the shipped rows has it."""
    path = write_site(tmp_path)
    (tmp_path / "rules" / "replies.yaml").symlink_to(os.devnull)

    assert loaded(path).rules_dir == tmp_path / "rules"
