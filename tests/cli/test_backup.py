"""`backup` and `restore` with real gpg: what comes back, who can read it, and what is refused."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hotlined.adapters import archive
from hotlined.adapters.casefiles import CaseFiles, verify
from hotlined.app.ports import Permanent
from tests.cli.place import CASE, MARKER, Place
from tests.support.keys import Keyring


@pytest.fixture(scope="module")
def safe() -> Iterator[Keyring]:
    """The administrator's gpg home, on another machine, with the backup key."""
    with Keyring() as ring:
        ring.make("Backups")
        yield ring


@pytest.fixture
def site(filled: Place, safe: Keyring, tmp_path: Path) -> Place:
    """The filled site with a backup key, whose public part the hotline has, and a folder for backups."""
    (key,) = safe.fingerprints()
    filled.people.hotline.run("--import", feed=safe.run("--export", key))
    filled.config = filled.write(backup={"fingerprint": key})
    (tmp_path / "backups").mkdir()
    return filled


@pytest.fixture
def new(site: Place, tmp_path: Path) -> Path:
    """The store of a new machine: the same site, and nothing in it."""
    folder = tmp_path / "new"
    site.folder = folder
    site.config = site.write(backup={"fingerprint": site_key(site)})
    return folder


def site_key(site: Place) -> str:
    """The backup key as the configuration names it."""
    line = next(line for line in site.config.read_text().splitlines() if "fingerprint" in line)
    return line.split(":")[1].strip()


@pytest.fixture
def backup(site: Place, tmp_path: Path) -> Path:
    """A backup of the site."""
    done = site("backup", str(tmp_path / "backups"))
    assert done.code == 0, done.err
    (file,) = (tmp_path / "backups").iterdir()
    return file


def test_P13_a_backup_of_a_running_store_comes_back_whole_and_verifies(
    site: Place, safe: Keyring, tmp_path: Path
) -> None:
    target = tmp_path / "one.tar.gpg"
    with CaseFiles.open(site.store, salt=lambda: "salt") as store:  # as a daemon has it
        done = site("backup", str(target), "--json")
        assert done.code == 0, done.err
        before = {name: store.load(name) for name in store.streams()}
    assert done.data["file"] == str(target)
    assert done.data["bytes"] == target.stat().st_size
    assert target.stat().st_mode & 0o777 == 0o600

    site.folder = tmp_path / "new"
    site.config = site.write()
    done = site("restore", str(target), "--key-home", str(safe.home), "--rest", str(tmp_path / "rest"))
    assert done.code == 0, done.err
    assert "all chains hold" in done.out
    assert "outbox release --restored" in done.out
    first = "start hotlined first: it has not looked through the mailboxes since the restore"
    early = (("release", "--restored"), ("left", "<waiting"))
    for one in (
        *(site.call("outbox", "--config", str(site.config), *words) for words in early),
        site("check"),
    ):
        assert (one.code, first in " ".join((one.out + one.err).split())) == (1, True), one
    with CaseFiles.read(site.store) as store:
        assert {name: store.load(name) for name in store.streams()} == before
    assert list(verify(site.store)) == []
    assert all(path.stat().st_mode & 0o077 == 0 for path in site.store.rglob("*"))
    assert (tmp_path / "rest" / "config" / "mailboxes.yaml").exists()
    assert (tmp_path / "rest" / "config" / "rules" / "agreement.yaml").exists()
    assert b"PUBLIC KEY" in (tmp_path / "rest" / "keyring.asc").read_bytes()


def test_P4_only_the_backup_key_opens_a_backup_and_nothing_of_it_is_in_clear(
    site: Place, safe: Keyring, backup: Path
) -> None:
    plain = safe.run("--decrypt", str(backup))
    assert MARKER.encode() in plain
    assert b"PRIVATE KEY" not in plain
    assert b"private-keys-v1.d" not in plain
    assert MARKER.encode() not in backup.read_bytes()
    with pytest.raises(RuntimeError):
        site.people.hotline.run("--decrypt", str(backup))


def test_the_configuration_comes_out_of_a_backup_with_gpg_and_tar_alone(
    safe: Keyring, backup: Path, tmp_path: Path
) -> None:
    """A restore needs it, so where it is lost as well hotlined cannot be what brings it back."""
    unpack = ["tar", "--extract", "--directory", str(tmp_path), "config", "keyring.asc"]
    subprocess.run(unpack, input=safe.run("--decrypt", str(backup)), check=True)

    assert "lea_units" in (tmp_path / "config" / "mailboxes.yaml").read_text(encoding="utf-8")
    assert (tmp_path / "config" / "rules" / "agreement.yaml").exists()
    assert b"PUBLIC KEY" in (tmp_path / "keyring.asc").read_bytes()


def test_templates_behind_a_link_to_a_folder_are_in_a_backup(
    site: Place, safe: Keyring, tmp_path: Path
) -> None:
    aside, templates = tmp_path / "aside", site.folder / "templates"
    aside.mkdir()
    (aside / "en.txt.j2").write_text("x\n", encoding="utf-8")
    templates.mkdir()
    (templates / "ntd").symlink_to(aside)
    site.config = site.write(backup={"fingerprint": site_key(site)}, templates="templates")

    done = site("backup", str(tmp_path / "backup.tar.gpg"))

    assert done.code == 0, done.err
    plain = safe.run("--decrypt", str(tmp_path / "backup.tar.gpg"))
    listed = subprocess.run(["tar", "--list"], input=plain, check=True, capture_output=True).stdout
    assert b"config/templates/ntd/en.txt.j2" in listed.splitlines()


def test_P4_no_plaintext_is_written_to_any_disk_on_the_way(site: Place, tmp_path: Path) -> None:
    """Every file that the command opens for writing, as the kernel saw it, holds ciphertext only."""
    if subprocess.run(["which", "strace"], check=False, capture_output=True).returncode:
        pytest.skip("strace is not installed")
    trace, target = tmp_path / "trace", tmp_path / "backups" / "one.tar.gpg"
    command = [sys.executable, "-m", "hotlined", "backup", "--config", str(site.config), str(target)]
    traced = ["strace", "-f", "-qq", "-e", "trace=openat,creat", "-o", str(trace), *command]
    subprocess.run(traced, check=True, capture_output=True, env={**os.environ, "PYTHONPATH": "daemon"})
    opened = [
        line.split('"')[1]
        for line in trace.read_text().splitlines()
        if "O_WRONLY" in line or "O_RDWR" in line
    ]
    written = {Path(name).name for name in opened if not name.startswith(("/dev/", "/proc/"))}
    known = {f".{target.name}.tmp", "gate", "trustdb.gpg", "tofu.db"}
    assert not {
        name for name in written - known if not name.startswith((".#lk", "pubring.kbx", "S.gpg", "gnupg"))
    }


def test_a_backup_goes_into_a_folder_under_its_time_and_older_ones_are_deleted(
    site: Place, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    for day in ("01", "02", "03"):
        (folder / f"hotlined-202601{day}T000000Z.tar.gpg").write_bytes(b"old")
    (folder / "notes.txt").write_text("mine")
    (folder / ".hotlined-20260104T000000Z.tar.gpg.tmp").write_bytes(b"half, of one that was killed")
    done = site("backup", str(folder), "--keep", "2", "--json")
    assert done.code == 0, done.err
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["hotlined-20260103T000000Z.tar.gpg", Path(done.data["file"]).name, "notes.txt"]


def test_the_backup_just_taken_is_never_deleted_whatever_the_clock_was_before(
    site: Place, tmp_path: Path
) -> None:
    """The clock was ahead for a while: names of that time are newer than all that come after."""
    folder = tmp_path / "backups"
    for name in ("20260101", "20260102", "20991231"):
        (folder / f"hotlined-{name}T000000Z.tar.gpg").write_bytes(b"old")
    done = site("backup", str(folder), "--keep", "1", "--json")
    assert done.code == 0, done.err
    assert "hotlined-20991231T000000Z.tar.gpg is of a later time than now: the clock is wrong" in done.err
    names = sorted(path.name for path in folder.iterdir())
    assert names == [Path(done.data["file"]).name, "hotlined-20991231T000000Z.tar.gpg"]


def test_how_many_to_keep_is_asked_of_a_folder_only(site: Place, tmp_path: Path) -> None:
    """Of a disk that is not there, a backup would become a file, and the next hour's be refused."""
    for target in (f"{tmp_path}/no-disk/", str(tmp_path / "one.tar.gpg")):
        done = site("backup", target, "--keep", "2")
        assert (done.code, "--keep is for a folder" in done.err) == (1, True), done.err
    assert not list(tmp_path.glob("*.gpg"))
    assert not (tmp_path / "no-disk").exists()


def test_no_backup_is_taken_of_half_a_store_or_of_none_and_none_is_deleted_for_it(
    site: Place, tmp_path: Path
) -> None:
    """A timer goes on while a restore was cut off, or while the store's disk is not mounted."""
    folder = tmp_path / "backups"
    (folder / "hotlined-20260101T000000Z.tar.gpg").write_bytes(b"good")
    (site.store / "restoring").touch()
    done = site("backup", str(folder), "--keep", "1")
    assert (done.code, "no backup: a restore of this store was cut off" in done.err) == (1, True), done.err
    site.store.rename(tmp_path / "away")
    site.store.mkdir()
    done = site("backup", str(folder), "--keep", "1")
    assert (done.code, f"no backup: there is no store in {site.store}" in done.err) == (1, True), done.err
    assert [path.name for path in folder.iterdir()] == ["hotlined-20260101T000000Z.tar.gpg"]
    assert list(site.store.iterdir()) == []


def test_a_file_that_no_restore_would_take_is_no_part_of_a_backup(
    site: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LARGEST", 1000)
    done = site("backup", str(tmp_path / "backups"))
    assert (done.code, "no restore takes more than 1000 of one file" in done.err) == (1, True), done.err
    assert list((tmp_path / "backups").iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root takes a backup of another user's store")
def test_a_backup_that_root_takes_leaves_nothing_that_the_daemon_cannot_open(
    site: Place, tmp_path: Path
) -> None:
    (site.store / "gate").unlink()
    for path in (site.store, *site.store.rglob("*")):
        os.chown(path, 65534, 65534)
    assert site("backup", str(tmp_path / "one.tar.gpg")).code == 0
    assert (site.store / "gate").stat().st_uid == 65534
    done = site.call("outbox", "--config", str(site.config), "cancel", "<waiting")
    assert "belongs to another user: run this as nobody" in done.err


def test_P13_half_a_store_does_not_verify_and_whoever_looks_at_it_is_told(site: Place) -> None:
    (site.store / "restoring").touch()
    done = site("verify", "--json")
    assert (done.code, "restore of this store was cut off" in done.out) == (1, True)
    done = site("cases")
    assert (done.code, "restore of this store was cut off" in done.err) == (0, True)


def test_a_backup_that_cannot_be_is_refused_with_a_sentence_and_leaves_nothing(
    site: Place, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    (folder / "mine").write_text("mine")
    refused = {
        str(folder / "mine"): "exists already and is left alone",
        str(site.store / "one"): "inside of the store",
        str(folder / "no" / "one"): "is no folder",
    }
    for target, sentence in refused.items():
        done = site("backup", target)
        assert (done.code, sentence in done.err) == (1, True), done.err
    assert [path.name for path in folder.iterdir()] == ["mine"]

    hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard[1]))  # as a full disk would
    try:
        done = site("backup", str(folder))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, hard)
    assert (done.code, "File too large" in done.err) == (1, True), done.err
    assert [path.name for path in folder.iterdir()] == ["mine"]

    site.config = site.write()
    done = site("backup", str(folder))
    assert (done.code, "there is no backup key" in done.err) == (2, True)
    site.config = site.write(backup={"fingerprint": site.people.expired})
    done = site("backup", str(folder))
    assert (done.code, "The key has expired." in done.err) == (1, True)
    assert [path.name for path in folder.iterdir()] == ["mine"]


def test_a_file_that_does_not_read_back_as_written_is_no_backup(
    site: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "posix_fadvise", lambda fd, *rest: os.pwrite(fd, b"?", 99))
    done = site("backup", str(tmp_path / "backups"))
    assert (done.code, "is not what was written" in done.err) == (1, True)
    assert list((tmp_path / "backups").iterdir()) == []


def test_a_damaged_or_forged_backup_is_refused_and_nothing_starts_on_what_it_left(
    backup: Path, new: Path, site: Place, safe: Keyring, tmp_path: Path
) -> None:
    whole = backup.read_bytes()
    (key,) = safe.fingerprints()
    plain = safe.run("--decrypt", str(backup))
    forged = safe.run("--recipient", key, "--encrypt", feed=plain.replace(b'"version": "0', b'"version": "9'))
    changed = safe.run(
        "--recipient", key, "--encrypt", feed=plain.replace(MARKER.encode(), MARKER[::-1].encode())
    )
    cases = {
        whole[: len(whole) // 2]: "cut off or changed",
        whole[:-20]: "",
        whole[: len(whole) // 2] + b"\0" + whole[len(whole) // 2 + 1 :]: "",
        b"no backup at all": "this is no backup",
        forged: "not signed by the hotline's own key",
        changed: "missing or changed",
    }
    for number, (data, sentence) in enumerate(cases.items()):
        file = tmp_path / f"bad{number}"
        file.write_bytes(data)
        done = site("restore", str(file), "--key-home", str(safe.home))
        assert (done.code, sentence in done.err) == (1, True), (number, done.err)
        assert done.err.startswith("not restored: ")
        with pytest.raises(Permanent, match="restore of this store was cut off"):
            CaseFiles.open(site.store, salt=lambda: "salt")
        done = site("restore", str(file), "--key-home", str(safe.home), "--dry-run")
        assert done.code == 1
    done = site("restore", str(backup), "--key-home", str(safe.home))
    assert done.code == 0, done.err
    with CaseFiles.read(site.store) as store:
        assert store.load(CASE) is not None


def test_a_backup_from_before_the_hotline_s_new_key_is_refused_with_what_to_write_and_comes_back_with_it(
    backup: Path, new: Path, site: Place, safe: Keyring
) -> None:
    old, key = site.people.own, site_key(site)
    others = {"hotline": site.people.unknown, "lea": site.people.unit, "analyst": old}
    site.config = site.write(backup={"fingerprint": key}, keys=others)
    words = ("restore", str(backup), "--key-home", str(safe.home))
    done = site(*words)
    assert done.code == 1
    assert f"signed by {old}" in done.err
    assert "`hotline: fingerprint:`" in done.err
    site.config = site.write(backup={"fingerprint": key})
    assert site(*words).code == 0


def test_a_restore_over_a_store_or_beside_a_daemon_is_refused(
    site: Place, backup: Path, safe: Keyring, new: Path
) -> None:
    before = site.files()
    home = ("--key-home", str(safe.home))
    assert site("restore", str(backup), "--dry-run", *home).code == 0
    assert site.files() == before
    assert site("restore", str(backup), *home).code == 0
    before = site.files()
    done = site("restore", str(backup), *home)
    assert (done.code, "there is a store in this folder already" in done.err) == (1, True)
    with CaseFiles.open(site.store, salt=lambda: "salt"):
        done = site("restore", str(backup), *home)
    assert (done.code, "stop it first" in done.err) == (1, True)
    assert {name for name in site.files() if "restoring" in name} == set()
    assert site("restore", str(backup) + "x", *home).code == 1


def test_a_folder_for_the_rest_that_cannot_be_made_is_refused_before_anything_is_restored(
    site: Place, backup: Path, safe: Keyring, new: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").write_bytes(b"")
    home = ("--key-home", str(safe.home))
    done = site("restore", str(backup), *home, "--rest", str(tmp_path / "file" / "rest"))
    assert (done.code, "cannot be made: Not a directory; nothing was restored" in done.err) == (1, True)
    assert not site.store.exists()

    rest = tmp_path / "rest"
    done = site("restore", str(backup), "--key-home", str(site.people.hotline.home), "--rest", str(rest))
    assert (done.code, rest.exists()) == (1, False)
    assert site("restore", str(backup), *home, "--rest", str(rest)).code == 0
    assert (rest / "keyring.asc").exists()


def test_without_the_backup_keys_secret_part_the_sentence_says_so(
    site: Place, backup: Path, new: Path
) -> None:
    done = site("restore", str(backup), "--key-home", str(site.people.hotline.home))
    assert (done.code, "secret part is not in this GnuPG home" in done.err) == (1, True), done.err
