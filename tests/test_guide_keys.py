"""What the administrator's guide types at keys does what it says, on real ones."""

import subprocess
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from shutil import rmtree

import pytest

from hotlined.demo.keys import Keyring
from tests.machine.guide import block

QUIETLY = ("--batch", "--quiet", "--pinentry-mode", "loopback", "--passphrase", "")


@pytest.fixture
def ring() -> Iterator[Keyring]:
    home = Path(tempfile.mkdtemp(prefix="hl-", dir="/tmp"))
    ring = Keyring(home)
    yield ring
    ring.close()
    rmtree(home)


def gpg(ring: Keyring, *words: str, at: str) -> None:
    command = ["gpg", "--homedir", str(ring.home), *QUIETLY, "--faked-system-time", at, *words]
    subprocess.run(command, check=True, capture_output=True, timeout=30)


def fingerprints(ring: Keyring) -> list[str]:
    """Those of the keys that the ring has the secret part of, in the order in which they came."""
    command = ["gpg", "--homedir", str(ring.home), *QUIETLY, "--with-colons", "--list-secret-keys"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)
    rows = [line.split(":") for line in done.stdout.splitlines()]
    return [row[9] for before, row in pairwise(rows) if before[0] == "sec" and row[0] == "fpr"]


def typed(ring: Keyring, text: str) -> None:
    """A block of the guide, as somebody who is the user hotlined already types it at this keyring."""
    mine = text.replace("runuser -u hotlined -- ", "").replace("/var/lib/hotlined/gnupg", str(ring.home))
    subprocess.run(["/bin/bash", "-e", "-c", mine], check=True, capture_output=True, timeout=60)


@pytest.mark.parametrize("renewed", [(), ("20211001T000000",)], ids=["never renewed", "renewed once"])
def test_the_hotline_s_key_that_has_ended_already_is_given_more_time_as_the_guide_says(
    ring: Keyring, renewed: tuple[str, ...]
) -> None:
    own = "Example Hotline <lea@hotline.example.org>"
    gpg(ring, "--quick-gen-key", own, "default", "default", "2y", at="20200101T000000")
    (fingerprint,) = fingerprints(ring)
    for at in renewed:  # each part of it has an end of its own from here
        gpg(ring, "--quick-set-expire", fingerprint, "2y", at=at)
        gpg(ring, "--quick-set-expire", fingerprint, "2y", "*", at=at)
    typed(ring, block("When the hotline's key ends", "quick-set-expire").replace("FINGERPRINT", fingerprint))
    assert ring.unseal(ring.seal(b"a word", [fingerprint], signer=fingerprint)).signer == fingerprint


def test_the_hotline_gets_a_new_key_beside_the_old_one_as_the_guide_says(ring: Keyring) -> None:
    first = block("The hotline's key", "quick-gen-key").partition("\nfor box")[0]
    typed(ring, first)
    assert len(fingerprints(ring)) == 1
    typed(ring, block("A new key in place of the old one", "quick-gen-key"))
    old, new = fingerprints(ring)
    text = block("The hotline's key", "quick-gen-key").replace("FINGERPRINT", new)
    typed(ring, text[text.index("for box") :])
    for fingerprint in (old, new):  # what was sealed to the old one is read
        assert ring.unseal(ring.seal(b"a word", [fingerprint], signer=new)).signer == new


def test_the_hotline_s_key_comes_back_from_its_copy_as_the_guide_says(
    ring: Keyring, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    own = ring.make("Example Hotline", "lea@hotline.example.org")
    with Keyring.throwaway() as police:
        unit = police.make("national", "reports@police.example.com")
        ring.import_(police.export(unit))
    (tmp_path / "keyring.asc").write_text(ring.export(own) + ring.export(unit))  # as a backup has it
    asked = "gpg --batch --pinentry-mode loopback --passphrase secret"  # in place of the question

    typed(ring, block("The hotline's key", "own-key.gpg").replace("gpg --symmetric", f"{asked} --symmetric"))
    told = block("After the disk was lost", "own-key.gpg").replace("gpg --decrypt", f"{asked} --decrypt")
    with Keyring.throwaway() as new:
        rmtree(new.home)
        typed(new, told.replace(" -o hotlined -g hotlined", ""))
        assert new.home.stat().st_mode & 0o777 == 0o700
        assert new.unseal(new.seal(b"a word", [own, unit], signer=own)).signer == own
