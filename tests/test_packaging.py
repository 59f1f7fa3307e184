"""The wheel carries exactly what the repository holds, at the places the code looks for it; so does the
sdist, and with it what the Debian package is built from.  The package itself: `make deb-check`.
"""

import re
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

from tests.support.tarball import extract

ROOT = Path(__file__).parents[1]
PLACES = {
    "daemon/hotlined": "hotlined",
    "rules": "hotlined/_data/rules",
    "templates": "hotlined/_data/templates",
    "mailboxes.yaml": "hotlined/_data/mailboxes.yaml",
    "share": "share",
    "systemd": "share/hotlined/systemd",
}


def built(target: str, source: Path, folder: Path) -> Path:
    """What a release would be, by the locked build backend and without the network."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    done = subprocess.run(build, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def wheel_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the repository."""
    return built("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture
def wheel(wheel_file: Path) -> Iterator[ZipFile]:
    """The same, opened."""
    with ZipFile(wheel_file) as opened:
        yield opened


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the sdist holds."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(built("sdist", ROOT, folder)) as opened:
        extract(opened, folder)
    (found,) = (one for one in folder.iterdir() if one.is_dir())
    return found


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

    assert "hotlined = hotlined.__main__:main" in meta["entry_points.txt"]
    assert f"Requires-Python: {declared['requires-python']}" in meta["METADATA"]


def names(folder: Path) -> set[Path]:
    """Every file below a folder."""
    return {one.relative_to(folder) for one in folder.rglob("*") if one.is_file()}


def test_out_of_the_sdist_comes_the_same_wheel(wheel_file: Path, unpacked: Path, tmp_path: Path) -> None:
    assert built("wheel", unpacked, tmp_path).read_bytes() == wheel_file.read_bytes()


def test_what_the_debian_package_is_built_from_lies_in_the_sdist(unpacked: Path) -> None:
    for name in ("requirements.lock", "LICENSE", "README.md", "CHANGELOG.md"):
        assert (unpacked / name).read_bytes() == (ROOT / name).read_bytes()
    for folder in ("debian", "docs"):
        assert names(unpacked / folder) == names(ROOT / folder)
    assert (unpacked / "debian" / "rules").stat().st_mode & 0o111


def test_the_debian_package_has_every_unit_and_the_path_that_they_start() -> None:
    rules = (ROOT / "debian/rules").read_text(encoding="utf-8")
    found = {one.stem for one in (ROOT / "systemd").iterdir() if one.is_file()}

    assert set(re.search(r"^units := (.*)$", rules, re.MULTILINE)[1].split()) == found  # type: ignore[index]
    for unit in (ROOT / "systemd").glob("*.service"):
        assert "\nExecStart=/opt/hotlined/bin/hotlined " in unit.read_text(encoding="utf-8")
    assert "\nhome := /opt/hotlined\n" in rules


@pytest.mark.parametrize("name", ["preinst", "postinst", "prerm", "postrm"])
def test_P13_no_script_of_the_debian_package_deletes_or_writes_anything_of_the_site(name: str) -> None:
    script = ROOT / f"debian/hotlined.{name}"
    lines = [line for line in script.read_text(encoding="utf-8").splitlines() if "echo" not in line]

    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
    assert "#DEBHELPER#" in lines
    deeds = re.compile(r"\b(rm|mv|cp|find|userdel|tee)\b|[^&]>[^&]")
    assert [line for line in lines if deeds.search(line)] == []


def test_the_locks_name_no_host_and_no_path() -> None:
    """Any index or mirror serves them; and each package carries its digests."""
    for name in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        pins = [line for line in lines if "==" in line and not line.startswith("#")]

        assert [line for line in lines if "://" in line or line.startswith("-")] == []
        assert [pin for pin in pins if not pin.endswith("\\")] == []
        assert len(pins) > 20
