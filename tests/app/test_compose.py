"""Draft -> envelope, and the gate: an envelope exists only if it may leave."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from email import message_from_bytes
from hashlib import sha256
from typing import Any

import pytest

from hotlined.app.compose import Unsealed
from hotlined.app.last_look import outer_subject
from hotlined.app.ports import Permanent, Rendered, Temporary, Unsealable
from hotlined.app.readdress import readdressed
from hotlined.domain.hotline.people import Analyst, Contact
from hotlined.domain.letters.drafts import letter
from hotlined.domain.letters.who import as_recipient, unit_recipient
from hotlined.domain.mail.message import Draft, Envelope, Gate, Party, Recipient, Security
from hotlined.domain.mail.outgoing import MOVED, OutboxRow
from hotlined.domain.tagging.buttons import Buttons
from hotlined.domain.values.address import Address
from tests.support.rig import ANN, LEA, Rig
from tests.support.site import ANALYST_KEY, LEA_KEY, make_unit

CASE = "HL-2026-000001-C"
MARKER = "planted-marker-7f3a"
REMINDED = {"reference": CASE, "unit": "national", "fragment": 1, "of": 1, "supplement": 0, "n": 1}
REMINDED |= {"signed": False}


def sealed_draft(rig: Rig, **changes: object) -> Draft:
    """A mail to the LEA that has to be sealed."""
    to = unit_recipient(rig.site.units[0])
    made = letter(
        rig.docket.context(), CASE, to, "receipt-reminder", REMINDED,
        thread=("<0@x.example>", "<1@x.example>"),
    )  # fmt: skip
    return replace(made.draft, **changes)  # type: ignore[arg-type]


def plain_draft(rig: Rig, **changes: object) -> Draft:
    """A mail to an analyst without content."""
    values = {"what": "test", "sentence": "item 1", "todo": "", "calls": (), "reference": CASE}
    made = letter(rig.docket.context(), CASE, as_recipient(rig.site.analysts[0]), "alarm", values)
    return replace(made.draft, **changes)  # type: ignore[arg-type]


def composed(rig: Rig, draft: Draft) -> tuple[OutboxRow, Envelope]:
    return rig.composer.compose(draft, rig.site, rig.clock.now())


def test_P4_a_sealed_mail_shows_its_case_number_and_nothing_else() -> None:
    rig = Rig()
    composer = replace(rig.composer, templates=Template(subject=f"a {MARKER}", text=f"{MARKER}\n"))
    row, envelope = composer.compose(sealed_draft(rig), rig.site, rig.clock.now())
    mail = message_from_bytes(envelope.data)
    assert MARKER.encode() not in envelope.data
    assert mail["Subject"] == CASE
    assert mail["To"] == LEA
    assert row.fingerprints == (LEA_KEY,)
    armour = envelope.data[envelope.data.index(b"-----BEGIN PGP") :].partition(b"\r\n--hl-")[0]
    inner = rig.openpgp.open(armour).plaintext
    assert f"Subject: a {MARKER}\r\n".encode() in inner
    assert f"\r\n{MARKER}\r\n".encode() in inner


def test_P4_a_mail_of_no_case_shows_not_even_a_number() -> None:
    assert outer_subject("desk-2026-03-02", urgent=False) == "..."
    assert outer_subject(CASE, urgent=False) == CASE


@pytest.mark.parametrize(("agreed", "shown"), [(False, CASE), (True, f"{CASE} URGENT")])
def test_urgency_shows_outside_only_where_the_agreement_says_so(agreed: bool, shown: str) -> None:
    rig = Rig()
    rig.agree(urgent_mark_outside=agreed)
    row, envelope = composed(rig, sealed_draft(rig, urgent=True))
    usual = message_from_bytes(composed(rig, sealed_draft(rig))[1].data)

    assert message_from_bytes(envelope.data)["Subject"] == shown
    assert usual["Subject"] == CASE
    rig.agree(urgent_mark_outside=not agreed)  # what is sealed already may leave all the same
    assert rig.composer.gate(row, envelope.data, rig.site) is None


def test_P4_the_gate_lets_no_other_subject_pass_and_no_mark_on_a_usual_mail() -> None:
    rig = Rig()
    rig.agree(urgent_mark_outside=True)
    row, envelope = composed(rig, sealed_draft(rig, urgent=True))
    other = envelope.data.replace(
        f"Subject: {CASE} URGENT".encode(), f"Subject: {CASE} urgent, {MARKER}".encode()
    )
    digest = sha256(other).hexdigest()

    assert rig.composer.gate(replace(row, digest=digest), other, rig.site) is not None
    assert rig.composer.gate(replace(row, priority=1), envelope.data, rig.site) is not None


def test_every_mail_has_the_headers_of_the_contract() -> None:
    rig = Rig()
    draft = sealed_draft(rig)
    row, envelope = composed(rig, draft)
    mail = message_from_bytes(envelope.data)
    assert mail["Message-ID"] == draft.message_id == row.message_id == envelope.message_id
    assert mail["In-Reply-To"] == "<1@x.example>"
    assert mail["References"] == "<0@x.example> <1@x.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Reply-To"] == f"lea+{draft.token}@hotline.example.org"
    assert mail["X-Hotlined-Loop"] == "HL"
    assert envelope.sender == f"lea+{draft.token}@hotline.example.org"
    answer = message_from_bytes(composed(rig, replace(draft, answer=True))[1].data)
    assert answer["Auto-Submitted"] == "auto-replied"


def test_P4_an_answer_to_an_encrypted_mail_goes_to_an_address_of_our_key() -> None:
    """Thunderbird finds no key for a plus-address, and offers to send the report back in clear."""
    rig = Rig()
    rig.site = replace(rig.site, reply_plain=True)
    draft = plain_draft(rig)
    sealed, plain = (message_from_bytes(composed(rig, one)[1].data) for one in (sealed_draft(rig), draft))
    assert sealed["Reply-To"] == "lea@hotline.example.org"
    assert plain["Reply-To"] == f"intake+{draft.token}@hotline.example.org"


def test_without_verp_the_envelope_sender_is_the_plain_address() -> None:
    rig = Rig()
    rig.site = replace(rig.site, verp=False)
    assert composed(rig, plain_draft(rig))[1].sender == "intake@hotline.example.org"


def test_urgent_is_marked_and_goes_first() -> None:
    rig = Rig()
    row, envelope = composed(rig, plain_draft(rig, urgent=True))
    mail = message_from_bytes(envelope.data)
    assert (mail["Importance"], mail["X-Priority"]) == ("high", "1")
    assert row.priority == 0
    assert composed(rig, plain_draft(rig))[0].priority == 1
    assert composed(rig, plain_draft(rig, gate=Gate.NOTICE))[0].priority == 2


def test_the_same_draft_at_the_same_time_gives_the_same_bytes() -> None:
    rig = Rig()
    draft = sealed_draft(rig)
    assert composed(rig, draft) == composed(rig, draft)


# --- Unsealed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("why", ["the key has expired", "the key is revoked", "the key is not in the ring"])
def test_P4_a_key_that_cannot_be_used_gives_no_envelope(why: str) -> None:
    rig = Rig()
    rig.openpgp.broken[LEA_KEY] = why
    with pytest.raises(Unsealed) as caught:
        composed(rig, sealed_draft(rig))
    assert caught.value.why == why


def test_P4_one_bad_key_of_several_does_not_stop_the_others() -> None:
    rig = Rig()
    units = (make_unit(fingerprints=("D" * 40, LEA_KEY)),)
    rig.site = replace(rig.site, units=units)
    rig.openpgp.broken["D" * 40] = "The key has expired."
    row, envelope = composed(rig, sealed_draft(rig))

    assert row.fingerprints == (LEA_KEY,)
    assert rig.composer.gate(row, envelope.data, rig.site) is None
    rig.openpgp.broken[LEA_KEY] = "The key has expired."
    assert rig.composer.gate(row, envelope.data, rig.site) is not None
    with pytest.raises(Unsealed, match="has expired"):
        composed(rig, sealed_draft(rig))


def test_P4_a_recipient_without_key_gives_no_envelope() -> None:
    rig = Rig()
    draft = sealed_draft(rig)
    with pytest.raises(Unsealed, match="no key is configured"):
        composed(rig, replace(draft, to=replace(draft.to, fingerprints=())))


def test_P4_a_gpg_that_hangs_gives_no_envelope_and_no_other_error() -> None:
    rig = Rig()
    rig.openpgp.hangs = True
    with pytest.raises(Unsealed, match="gpg did not answer"):
        composed(rig, sealed_draft(rig))


class Careless:
    """A gpg adapter that is broken in one way."""

    def __init__(self, rig: Rig, made: bytes | None = None, to: Sequence[str] = ()) -> None:
        self._gpg = rig.openpgp
        self._made = made
        self._to = to

    def seal(self, payload: bytes, fingerprints: Sequence[str]) -> bytes:
        return self._made if self._made is not None else self._gpg.seal(payload, self._to)

    def __getattr__(self, name: str) -> object:
        return getattr(self._gpg, name)


@pytest.mark.parametrize(
    ("made", "to"),
    [
        (b"", ()),
        (MARKER.encode(), ()),
        (b"-----BEGIN PGP MESSAGE-----\n\n" + MARKER.encode() + b"\n-----END PGP MESSAGE-----\n", ()),
        (None, ()),  # to nobody but ourselves
        (None, (ANALYST_KEY,)),  # to somebody else
        (None, (LEA_KEY, "D" * 40)),  # to somebody else as well
    ],
)
def test_P4_what_is_not_proven_ciphertext_for_the_pinned_key_gives_no_envelope(
    made: bytes | None, to: Sequence[str]
) -> None:
    rig = Rig()
    composer = replace(rig.composer, openpgp=Careless(rig, made, to))  # type: ignore[arg-type]
    with pytest.raises(Unsealed):
        composer.compose(sealed_draft(rig), rig.site, rig.clock.now())


def test_an_analyst_with_a_key_gets_content_encrypted_and_one_without_in_clear() -> None:
    rig = Rig()
    ann, ben = rig.site.analysts
    for analyst, encrypted in ((ann, True), (ben, False)):
        draft = plain_draft(rig, to=as_recipient(analyst), security=Security.ENCRYPT_IF_KEY)
        row, envelope = composed(rig, draft)
        assert bool(row.fingerprints) is encrypted
        assert (b"item 1" not in envelope.data) is encrypted


class Template:
    """Templates that say what a test wants, or raise."""

    def __init__(self, subject: str = "a", text: str = "b\n", error: Exception | None = None) -> None:
        self.subject, self.text, self.error = subject, text, error

    def render(self, kind: str, language: str, values: Mapping[str, object], *, own: str = "") -> Rendered:
        if self.error is not None:
            raise self.error
        return Rendered(self.subject, self.text)

    def page(
        self, kind: str, language: str, values: Mapping[str, object], subject: str, buttons: Buttons
    ) -> str:
        return self.text

    def boilerplate(self) -> Sequence[str]:
        return ()


@pytest.mark.parametrize("error", [Permanent("'x' is undefined"), Temporary("no"), Unsealable("F", "gone")])
def test_a_template_that_does_not_fill_gives_no_envelope(error: Exception) -> None:
    rig = Rig()
    composer = replace(rig.composer, templates=Template(error=error))
    with pytest.raises(Unsealed):
        composer.compose(plain_draft(rig), rig.site, rig.clock.now())


@pytest.mark.parametrize("subject", ["a\r\nBcc: x@example.org", "a\nb", "a\x00b"])
def test_E7_a_subject_with_line_ends_is_not_written(subject: str) -> None:
    rig = Rig()
    composer = replace(rig.composer, templates=Template(subject=subject))
    with pytest.raises(Unsealed):
        composer.compose(plain_draft(rig), rig.site, rig.clock.now())


def test_a_display_name_with_quotes_and_backslashes_stays_one_name() -> None:
    rig = Rig()
    hotline = replace(rig.site.hotline, name='Example "Hot\\line"')
    rig.site = replace(rig.site, hotline=hotline)
    _, envelope = composed(rig, plain_draft(rig))
    assert b"intake@hotline.example.org" in envelope.data


# --- the gate ------------------------------------------------------------------------------------------


def gate(rig: Rig, row: OutboxRow, data: bytes) -> str | None:
    return rig.composer.gate(row, data, rig.site)


def test_what_was_composed_passes_the_gate_again() -> None:
    rig = Rig()
    for draft in (sealed_draft(rig), plain_draft(rig)):
        row, envelope = composed(rig, draft)
        assert gate(rig, row, envelope.data) is None


def test_the_gate_shuts_on_bytes_that_have_changed() -> None:
    rig = Rig()
    row, envelope = composed(rig, plain_draft(rig))
    assert gate(rig, row, envelope.data + b"x\r\n") == "the stored bytes have changed"


@pytest.mark.parametrize(
    "changes",
    [{"recipient": ANN.replace("ann", "eve")}, {"message_id": "<other@x.example>"}, {"identity": "ntd"},
     {"identity": "nobody"}],
)  # fmt: skip
def test_the_gate_shuts_on_a_row_that_does_not_fit_its_bytes(changes: dict[str, Any]) -> None:
    rig = Rig()
    row, envelope = composed(rig, plain_draft(rig))
    assert gate(rig, replace(row, **changes), envelope.data) is not None


def test_P4_the_gate_shuts_on_a_report_in_clear() -> None:
    rig = Rig()
    row, envelope = composed(rig, plain_draft(rig))
    assert gate(rig, replace(row, gate=Gate.REPORT), envelope.data) == "a report must be encrypted"


def test_P4_the_gate_shuts_on_plain_bytes_of_a_row_that_names_keys() -> None:
    rig = Rig()
    row, envelope = composed(rig, plain_draft(rig))
    assert gate(rig, replace(row, fingerprints=(ANALYST_KEY,)), envelope.data) is not None


@pytest.mark.parametrize("units", [(make_unit(fingerprints=("D" * 40,)),), (), (make_unit("other"),)])
def test_P4_the_gate_shuts_when_the_pinned_key_has_changed_or_the_unit_is_gone(units: tuple) -> None:  # type: ignore[type-arg]
    rig = Rig()
    row, envelope = composed(rig, sealed_draft(rig))
    rig.site = replace(rig.site, units=units)
    assert gate(rig, row, envelope.data) == "the recipient's key in the configuration has changed"


def test_P4_the_gate_shuts_when_the_units_address_was_corrected_meanwhile() -> None:
    rig = Rig()
    row, envelope = composed(rig, sealed_draft(rig))
    rig.site = replace(rig.site, units=(make_unit(address=Address("new", "police.example.com")),))
    assert gate(rig, row, envelope.data) == "the recipient's address in the configuration has changed"


@pytest.mark.parametrize("kind", ["urgent-contact", "please-call"])
def test_P4_the_gate_asks_for_a_contact_persons_address_as_for_the_units(kind: str) -> None:
    rig = Rig()
    officer = Contact("Kim Lee", Address("kim", "police.example.com"), "+372 555 0199")
    unit = make_unit(contact=officer)
    rig.site = replace(rig.site, units=(unit,))
    to = unit.address if kind == "please-call" else officer.address
    plain = plain_draft(rig)
    values = {**plain.values, "blocked": ()}
    draft = replace(plain, kind=kind, to=Recipient(Party.LEA_CONTACT, unit.name, to, ()), values=values)
    row, envelope = composed(rig, draft)
    assert gate(rig, row, envelope.data) is None

    new = Address("new", "police.example.com")
    rig.site = replace(rig.site, units=(replace(unit, address=new, contact=replace(officer, address=new)),))
    assert gate(rig, row, envelope.data) == MOVED

    made = readdressed(row, envelope.data, rig.site)
    assert made is not None
    assert gate(rig, made[0], made[1].data) is None
    assert made[0].recipient == str(new)


def test_P4_a_mail_in_clear_does_not_follow_an_analyst_who_is_gone_or_has_another_address() -> None:
    for analysts in ((), (Analyst("Ann", Address("ann", "example.com"), (), "en"),)):
        rig = Rig()
        ann = next(one for one in rig.site.analysts if one.name == "Ann")
        draft = replace(plain_draft(rig), to=Recipient(Party.ANALYST, "Ann", ann.address, ()))
        row, envelope = composed(rig, draft)
        row = replace(row, kind="provider-words")
        assert gate(rig, row, envelope.data) is None
        rig.site = replace(rig.site, analysts=analysts)
        assert gate(rig, row, envelope.data) == "the recipient's address in the configuration has changed"
        assert gate(rig, replace(row, kind="alarm"), envelope.data) is None


def test_P4_the_gate_shuts_when_the_key_was_revoked_after_sealing() -> None:
    rig = Rig()
    row, envelope = composed(rig, sealed_draft(rig))
    rig.openpgp.broken[LEA_KEY] = "the key is revoked"
    assert gate(rig, row, envelope.data) == "the key is revoked"


def test_P4_the_gate_shuts_on_a_report_of_another_case() -> None:
    rig = Rig()
    row, envelope = composed(rig, sealed_draft(rig))
    assert gate(rig, replace(row, stream="HL-2026-000002-A"), envelope.data) is not None


def test_a_provider_with_a_key_is_proven_for_that_key() -> None:
    rig = Rig()
    draft = plain_draft(rig, security=Security.ENCRYPT_IF_KEY)
    to = Recipient(Party.PROVIDER, "x", draft.to.address, ("E" * 40,))
    row, envelope = composed(rig, replace(draft, to=to))
    assert row.fingerprints == ("E" * 40,)
    assert gate(rig, row, envelope.data) is None


def test_the_date_of_a_mail_is_when_it_was_composed() -> None:
    rig = Rig()
    _, envelope = composed(rig, plain_draft(rig))
    assert message_from_bytes(envelope.data)["Date"] == "Mon, 02 Mar 2026 09:00:00 +0000"
