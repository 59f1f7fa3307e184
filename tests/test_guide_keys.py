"""What the administrator's guide types at keys does what it says, on real ones."""

import subprocess
import tempfile
from collections.abc import Iterator
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


def gpg(ring: Keyring, *words: str, at: str) -> str:
    command = ["gpg", "--homedir", str(ring.home), *QUIETLY, "--faked-system-time", at, *words]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=30)  # noqa: S603
    return done.stdout


def typed(ring: Keyring, text: str) -> None:
    """A block of the guide, as somebody who is the user hotlined already types it at this keyring."""
    mine = text.replace("runuser -u hotlined -- ", "").replace("/var/lib/hotlined/gnupg", str(ring.home))
    subprocess.run(["/bin/bash", "-e", "-c", mine], check=True, capture_output=True, timeout=60)  # noqa: S603


@pytest.mark.parametrize("renewed", [(), ("20211001T000000",)], ids=["never renewed", "renewed once"])
def test_the_hotline_s_key_that_has_ended_already_is_given_more_time_as_the_guide_says(
    ring: Keyring, renewed: tuple[str, ...]
) -> None:
    own = "Example Hotline <lea@hotline.example.org>"
    gpg(ring, "--quick-gen-key", own, "default", "default", "2y", at="20200101T000000")
    listed = gpg(ring, "--with-colons", "--list-keys", at="20200101T000000")
    fingerprint = next(row.split(":")[9] for row in listed.splitlines() if row.startswith("fpr"))
    for at in renewed:  # each part of it has an end of its own from here
        gpg(ring, "--quick-set-expire", fingerprint, "2y", at=at)
        gpg(ring, "--quick-set-expire", fingerprint, "2y", "*", at=at)
    typed(ring, block("When the hotline's key ends", "quick-set-expire").replace("FINGERPRINT", fingerprint))
    assert ring.unseal(ring.seal(b"a word", [fingerprint], signer=fingerprint)).signer == fingerprint
