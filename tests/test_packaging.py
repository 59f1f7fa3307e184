"""The wheel carries exactly what the repository holds, at the places the code looks for it."""

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]
PLACES = {
    "daemon/hotlined": "hotlined",
    "rules": "hotlined/_data/rules",
    "templates": "hotlined/_data/templates",
    "mailboxes.yaml": "hotlined/_data/mailboxes.yaml",
    "share": "share",
    "systemd": "share/hotlined/systemd",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    """The wheel as a release would be built, by the locked build backend and without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    built = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    (made,) = folder.glob("*.whl")
    with ZipFile(made) as opened:
        yield opened


def repository() -> dict[str, bytes]:
    """What git tracks, or would track, under PLACES: path in the wheel -> content."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *PLACES]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in listed.split("\0") if name]
    return {
        installed(file.relative_to(ROOT).as_posix()): file.read_bytes() for file in files if file.is_file()
    }


def installed(name: str) -> str:
    """The place in an installation of a file of the repository."""
    for source, target in PLACES.items():
        if name == source or name.startswith(f"{source}/"):
            return target + name.removeprefix(source)
    raise AssertionError(f"{name} lies outside of {sorted(PLACES)}")


def contents(wheel: ZipFile) -> dict[str, bytes]:
    """The same of the wheel, without the metadata that the build adds."""
    found = {}
    for name in wheel.namelist():
        parts = PurePosixPath(name).parts
        if parts[0].endswith(".data"):
            assert parts[1] == "data", name
            found["/".join(parts[2:])] = wheel.read(name)
        elif not parts[0].endswith(".dist-info"):
            found[name] = wheel.read(name)
    return found


def test_the_wheel_holds_what_the_repository_holds_byte_for_byte(wheel: ZipFile) -> None:
    expected, found = repository(), contents(wheel)

    assert sorted(found) == sorted(expected)
    assert {name for name in found if found[name] != expected[name]} == set()


def test_rules_templates_and_the_service_are_aboard(wheel: ZipFile) -> None:
    names = contents(wheel)

    assert "hotlined/__init__.py" in names
    assert "hotlined/_data/mailboxes.yaml" in names
    assert "share/hotlined/systemd/hotlined.service" in names
    assert any(name.startswith("hotlined/_data/rules/") for name in names)
    assert any(name.startswith("hotlined/_data/templates/") for name in names)


def test_no_package_named_daemon_is_installed(wheel: ZipFile) -> None:
    """It would overwrite the one of python-daemon."""
    tops = {PurePosixPath(name).parts[0] for name in contents(wheel)}

    assert tops == {"hotlined", "share"}


def test_the_command_and_the_python_it_needs_are_declared(wheel: ZipFile) -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    meta = {
        PurePosixPath(name).name: wheel.read(name).decode()
        for name in wheel.namelist()
        if ".dist-info/" in name
    }

    assert "hotlined = hotlined.cli:main" in meta["entry_points.txt"]
    assert f"Requires-Python: {declared['requires-python']}" in meta["METADATA"]


def test_the_locks_name_no_host_and_no_path() -> None:
    """Any index or mirror serves them; and each package carries its digests."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        pins = [line for line in lines if "==" in line and not line.startswith("#")]

        assert [line for line in lines if "://" in line or line.startswith("-")] == []
        assert [pin for pin in pins if not pin.endswith("\\")] == []
        assert len(pins) > 20
