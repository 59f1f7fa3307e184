"""What gpg says, word by word: one word that is not well is enough, whatever stands beside it.

The real gpg says several of them at once, so that one of our looks could be gone and nobody would see it;
another version of it may say one alone.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from hotlined.adapters.pgp import GnuPG
from hotlined.adapters.pgp.streams import opening, sealing
from hotlined.app.ports import Checked, Permanent, Temporary, Undecryptable
from tests.support.keys import People, fake_gpg, people_fixture  # noqa: F401 - a fixture

PAYLOAD = b"item 1\r\n"
PART = "A" * 40  # of the key: what it signs with
SEALED = ("BEGIN_ENCRYPTION 2 9", "SIG_CREATED S 22 10 00 1767225600 A", "END_ENCRYPTION")
OPENED = (
    *("ENC_TO 0123456789ABCDEF 18 0", f"DECRYPTION_KEY {PART} {PART} u", "BEGIN_DECRYPTION"),
    *("DECRYPTION_INFO 2 9 0", "PLAINTEXT 62 1767225600 ", "PLAINTEXT_LENGTH 8", "DECRYPTION_OKAY"),
    *("GOODMDC", "END_DECRYPTION"),
)


def gpg_that(folder: Path, to: str, told: Sequence[str], out: bytes = b"", *, code: int = 0) -> str:
    """One that says this, gives `out` and ends with `code` when it is called with `to`; else the real one.

    So is it with a mail of our own that is opened to see whether gpg is well.
    """
    lines, given = folder / "told", folder / "out"
    lines.write_text("".join(f"[GNUPG:] {line}\n" for line in told))
    given.write_bytes(out)
    return fake_gpg(
        folder,
        f'case " $* " in *" {to} "*) cat >{folder}/taken; case $(head -c 10 {folder}/taken) in -----BEGIN)'
        f' exec gpg "$@" <{folder}/taken;; esac\nwhile [ "$1" != --status-fd ]; do shift; done\n'
        f'cat {lines} >"/proc/self/fd/$2"; cat {given}; exit {code};; esac\nexec gpg "$@"\n',
    )


def says(
    folder: Path, people: People, to: str, told: Sequence[str], out: bytes = b"", *, code: int = 0
) -> GnuPG:
    """The hotline's, behind `gpg_that`."""
    binary = gpg_that(folder, to, told, out, code=code)
    return GnuPG(people.hotline.home, people.own, binary=binary, max_output=len(PAYLOAD) + 1)


def but(told: Sequence[str], change: str) -> list[str]:
    """With one line more (+), without those of this keyword (-), or with this one in place of them (=)."""
    how, line = change[:1], change[1:]
    if how == "+":
        return [*told, line]
    kept = [one for one in told if one.split()[:1] != line.split()[:1]]
    return kept if how == "-" else [*kept, line]


# --- sealing -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sealed(people: People) -> bytes:
    """As it is well."""
    return GnuPG(people.hotline.home, people.own).seal(PAYLOAD, [people.unit])


@pytest.mark.parametrize(
    "change", ["-SIG_CREATED", "+SIG_CREATED S 22 10 00 1 A", "-END_ENCRYPTION", "+END_ENCRYPTION"]
)
def test_P4_nothing_leaves_that_gpg_does_not_say_it_has_signed_and_sealed_once(
    people: People, tmp_path: Path, sealed: bytes, change: str
) -> None:
    assert says(tmp_path, people, "--encrypt", SEALED, sealed).seal(PAYLOAD, [people.unit]) == sealed
    with pytest.raises(Temporary):
        says(tmp_path, people, "--encrypt", but(SEALED, change), sealed).seal(PAYLOAD, [people.unit])


def test_P4_nothing_leaves_of_a_gpg_that_ends_with_an_error_or_gives_another_thing_than_a_whole_message(
    people: People, tmp_path: Path, sealed: bytes
) -> None:
    begin, end = sealed.splitlines()[0], sealed.splitlines()[-1]
    for out in (sealed[:-40], PAYLOAD + sealed, begin + b"\n\n" + end, sealed + PAYLOAD):
        with pytest.raises(Temporary):
            says(tmp_path, people, "--encrypt", SEALED, out).seal(PAYLOAD, [people.unit])
    with pytest.raises(Temporary):
        says(tmp_path, people, "--encrypt", SEALED, sealed, code=2).seal(PAYLOAD, [people.unit])


def test_P4_nor_does_a_signature_by_such_a_one(people: People, tmp_path: Path) -> None:
    signature, _ = GnuPG(people.hotline.home, people.own).sign(PAYLOAD)
    told = ["SIG_CREATED D 22 10 00 1 A"]
    assert says(tmp_path, people, "--detach-sign", told, signature).sign(PAYLOAD) == (signature, "pgp-sha512")
    for lines, out, code in (
        (told, signature, 2),
        (told * 2, signature, 0),
        (told, PAYLOAD, 0),
        ([], signature, 0),
    ):
        with pytest.raises(Temporary):
            says(tmp_path, people, "--detach-sign", lines, out, code=code).sign(PAYLOAD)


# --- opening -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        *("+BADMDC", "+DECRYPTION_FAILED", "-DECRYPTION_OKAY", "+DECRYPTION_OKAY", "-BEGIN_DECRYPTION"),
        *(
            "+BEGIN_DECRYPTION",
            "-PLAINTEXT",
            "+PLAINTEXT 62 1 ",
            "=DECRYPTION_INFO 0 9",
            "=DECRYPTION_INFO 0 9 0",
        ),
        *("-DECRYPTION_INFO", "+DECRYPTION_INFO 2 9 0"),
    ],
)
def test_what_gpg_does_not_vouch_for_as_one_whole_protected_message_is_undecryptable(
    people: People, tmp_path: Path, change: str
) -> None:
    opened = says(tmp_path, people, "--decrypt", OPENED, PAYLOAD).open(b"x")
    assert (opened.plaintext, opened.checked) == (PAYLOAD, Checked(None, None))
    with pytest.raises(Undecryptable):
        says(tmp_path, people, "--decrypt", but(OPENED, change), PAYLOAD).open(b"x")


def test_nor_is_what_it_ends_with_an_error_for_that_no_signature_explains(
    people: People, tmp_path: Path
) -> None:
    with pytest.raises(Undecryptable):
        says(tmp_path, people, "--decrypt", OPENED, PAYLOAD, code=2).open(b"x")
    with pytest.raises(Undecryptable, match="limit"):
        says(tmp_path, people, "--decrypt", OPENED, PAYLOAD + b"x").open(b"x")
    unknown = [*OPENED, "NEWSIG", "ERRSIG 0123456789ABCDEF 22 10 00 1 9", "NO_PUBKEY 0123456789ABCDEF"]
    opened = says(tmp_path, people, "--decrypt", unknown, PAYLOAD, code=2).open(b"x")
    assert opened.checked == Checked(None, "unknown key")


def test_P5_a_gpg_that_says_nothing_at_all_puts_no_mail_aside(people: People, tmp_path: Path) -> None:
    for code in (0, 2):
        with pytest.raises(Temporary):
            says(tmp_path, people, "--decrypt", [], PAYLOAD, code=code).open(b"x")
        with pytest.raises(Temporary):
            says(tmp_path, people, "--verify", [], code=code).verify(PAYLOAD, b"x")


def test_P5_an_agent_that_does_not_do_its_work_just_now_puts_no_mail_aside(
    people: People, tmp_path: Path
) -> None:
    """Bad passphrase, timeout, no agent, none that asks, cancelled: 4 is the agent, of whom gpg tells."""
    for code in (11, 62, 77, 85, 86, 99, 119, 198):
        told = [
            "ENC_TO 0123456789ABCDEF 18 0",
            f"ERROR pkdecrypt_failed {(4 << 24) + code}",
            "BEGIN_DECRYPTION",
        ]
        told += ["DECRYPTION_FAILED", "END_DECRYPTION"]
        with pytest.raises(Temporary, match="at the moment"):
            says(tmp_path, people, "--decrypt", told, code=2).open(b"x")


# --- verifying -----------------------------------------------------------------------------------


def valid(of: str, *, digest: int = 10, kind: str = "00") -> list[str]:
    """What is said of a good signature by a part of this key."""
    return [
        *("NEWSIG", "SIG_ID x 2026-01-01 1767225600", "GOODSIG 0123456789ABCDEF Unit"),
        *(f"VALIDSIG {PART} 2026-01-01 1767225600 0 4 0 22 {digest} {kind} {of}", "TRUST_ULTIMATE 0 pgp"),
    ]


def test_P9_who_signs_is_known_by_the_fingerprint_of_the_key_and_not_of_a_part(
    people: People, tmp_path: Path
) -> None:
    checked = says(tmp_path, people, "--verify", valid(people.unit)).verify(PAYLOAD, b"x")
    assert checked.signature is not None
    assert checked.signature.fingerprint == people.unit


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("+BADSIG 0123456789ABCDEF Unit", "bad"),
        ("+REVKEYSIG 0123456789ABCDEF Unit", "revoked key"),
        ("+EXPKEYSIG 0123456789ABCDEF Unit", "expired key"),
        ("+EXPSIG 0123456789ABCDEF Unit", "expired signature"),
        ("+ERRSIG 0123456789ABCDEF 22 10 00 1 4", "cannot be checked"),
        ("+NO_PUBKEY 0123456789ABCDEF", "unknown key"),
        ("+NEWSIG", "two signatures"),
        ("+SIG_ID y 2026-01-01 1", "two signatures"),
        (f"+VALIDSIG {PART} 2026-01-01 1 0 4 0 22 10 00 {PART}", "two signatures"),
        ("+GOODSIG 0123456789ABCDEF Unit", "not valid"),
        ("-GOODSIG", "not valid"),
        ("-VALIDSIG", "not valid"),
        (f"=VALIDSIG {PART} 2026-01-01 1 0 4 0 22 10", "not valid"),
        (f"=VALIDSIG {PART} 2026-01-01 1 0 4 0 22 10 02 {PART}", "not valid"),
        (f"=VALIDSIG {PART} 2026-01-01 1 0 4 0 22 10 10 {PART}", "not valid"),
        (f"=VALIDSIG {PART} 2026-01-01 1 0 4 0 22 1 00 {PART}", "weak digest"),
        (f"=VALIDSIG {PART} 2026-01-01 1 0 4 0 22 2 00 {PART}", "weak digest"),
        (f"=VALIDSIG {PART} 2026-01-01 1 0 4 0 22 3 00 {PART}", "weak digest"),
        ("=SIG_ID x", "not valid"),  # a line that python-gnupg makes nothing of
        ("+PLAINTEXT 62 1 ", "not a detached signature"),
        ("+NODATA 4", "not a detached signature"),
        ("+UNEXPECTED 0", "not a detached signature"),
    ],
)
def test_P9_a_good_signature_beside_which_anything_is_wrong_is_none(
    people: People, tmp_path: Path, change: str, problem: str
) -> None:
    told = but(valid(people.unit), change)
    found = says(tmp_path, people, "--verify", told).verify(PAYLOAD, b"x")
    assert found == Checked(None, problem)


def test_P9_nor_is_one_of_a_gpg_that_ends_with_an_error(people: People, tmp_path: Path) -> None:
    gpg = says(tmp_path, people, "--verify", valid(people.unit), code=1)
    assert gpg.verify(PAYLOAD, b"x") == Checked(None, "not valid")


# --- backups -------------------------------------------------------------------------------------


def test_no_backup_is_kept_that_gpg_does_not_say_it_has_sealed(tmp_path: Path) -> None:
    def sized(told: Sequence[str], code: int) -> int:
        with (tmp_path / "backup").open("wb") as target:
            binary = gpg_that(tmp_path, "--encrypt", told, b"sealed", code=code)
            with sealing(tmp_path, PART, target.fileno(), binary=binary) as made:
                made.stream.write(PAYLOAD)
            return made.size

    assert sized(["BEGIN_ENCRYPTION 2 9", "END_ENCRYPTION"], 0) == len(b"sealed")
    for told, code in ((["BEGIN_ENCRYPTION 2 9", "END_ENCRYPTION"], 2), (["BEGIN_ENCRYPTION 2 9"], 0)):
        with pytest.raises(Temporary):
            sized(told, code)


def test_nothing_is_restored_that_gpg_does_not_vouch_for(tmp_path: Path) -> None:
    def read(told: Sequence[str], code: int) -> bytes:
        binary = gpg_that(tmp_path, "--decrypt", told, PAYLOAD, code=code)
        with opening(tmp_path / "backup", binary=binary, home=None) as stream:
            return stream.read()

    assert read(OPENED, 0) == PAYLOAD
    for told, code in ((OPENED, 2), (but(OPENED, "-DECRYPTION_OKAY"), 0)):
        with pytest.raises(Permanent, match="does not vouch for it"):
            read(told, code)
    with pytest.raises(Permanent, match="secret part is not"):
        read(["ENC_TO 0123456789ABCDEF 18 0", "NO_SECKEY 0123456789ABCDEF"], 2)
