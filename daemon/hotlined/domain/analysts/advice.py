"""Why a mail of an analyst was not believed, in words that help: what it means, and what to do, per client.

The sentences of `who`, `desk` and gpg are told apart by what they say; one that is not known here gets the
general advice, so that no answer is a dead end.
"""

from collections.abc import Mapping
from typing import Final

SIGNING: Final[tuple[tuple[str, str], ...]] = (
    (
        "Thunderbird",
        'Security > Digitally Sign; in the account\'s End-To-End settings "Encrypt the subject" on',
    ),
    ("neomutt", "set crypt_autosign=yes crypt_protected_headers_write=yes, then send with p, s"),
    ("Outlook", "GpgOL signs no subject: repeat the tags, one per line, as the first lines of the text"),
)
INLINE_OFF: Final[tuple[tuple[str, str], ...]] = (
    ("Thunderbird", "signs with PGP/MIME by itself, since version 78"),
    ("neomutt", "unset pgp_autoinline; send with p, s"),
    ("Outlook", 'GpgOL options: switch "Use PGP/Inline" off'),
)
NEW_MAIL: Final[tuple[tuple[str, str], ...]] = (
    ("Thunderbird", "Message > New Message, or Reply; not Resend, not Edit As New of an old mail"),
    ("neomutt", "m or r; not bounce (b), not resend (Esc e) of an old mail"),
    ("Outlook", "New Email or Reply; not Resend This Message"),
)
KEYS: Final[tuple[tuple[str, str], ...]] = (
    ("Thunderbird", "Tools > OpenPGP Key Manager: the key's properties show expiry and fingerprint"),
    ("neomutt", "gpg --list-secret-keys --fingerprint"),
    ("Outlook", "Kleopatra: the key's details show expiry and fingerprint"),
)

# Found in the reason, in this order; what it means and what to do; how in each client.
_ADVICE: Final[Mapping[str, tuple[str, tuple[tuple[str, str], ...]]]] = {
    "encrypted to our key": (
        "It is encrypted, but not to the hotline's key of today: ask the administrator for the hotline's"
        " public key, compare its fingerprint, and send the mail again.",
        KEYS,
    ),
    "too large": ("It is larger than hotlined reads: send it again, with fewer or smaller files.", ()),
    "cannot be read:": (
        "It arrived damaged, or is built more oddly than mail programs build one. Send it again in another"
        " way, as plain text and without files; if that happens each time, tell the administrator.",
        (),
    ),
    "inline": (
        "It is signed in the old inline form, in which text can stand beside what is signed. Send it as"
        " PGP/MIME.",
        INLINE_OFF,
    ),
    "not around the whole mail": (
        "It was forwarded, or a mailing list, filter or gateway added to it or took it apart. Send it"
        " directly; if that happens each time, tell the administrator.",
        NEW_MAIL,
    ),
    "sealed with S/MIME": (
        "It is encrypted or signed with S/MIME, of which no word can be read here. Sign with OpenPGP"
        " (PGP/MIME), with the key that is agreed, and encrypt with the hotline's OpenPGP key if you want"
        " to.",
        SIGNING,
    ),
    "S/MIME": (
        "It is signed with S/MIME: sign with OpenPGP (PGP/MIME), with the key that is agreed.",
        SIGNING,
    ),
    "from the future": ("Check the clock of the computer that you sign on, then write and sign it anew.", ()),
    "Date": (
        "Its Date is not that of its signature or of its arrival, as in an old mail that is sent once more."
        " Write a new mail and sign it now, and check your computer's clock.",
        NEW_MAIL,
    ),
    "addressed to somebody else": (
        "The signed To and Cc name nobody at the hotline: it could be a mail to somebody else that was passed"
        " on. Write to the hotline's own address.",
        NEW_MAIL,
    ),
    "covers another From": (
        "From inside of the signature is not the From that it arrived with. Write from your own address, and"
        " send it directly.",
        (),
    ),
    "several From fields": (
        "It has more than one From field, which no mail program writes. If it is yours, tell the"
        " administrator which program or server it came from.",
        (),
    ),
    "two signatures": ("It bears more than one signature: sign with one key only.", ()),
    "weak digest": (
        "Its signature uses a digest that can be forged: set your program to SHA-256 or better.",
        (),
    ),
    "seen before": (
        "The same signature has had its effect already: a copy or a re-sent mail does nothing. Write a new"
        " mail if you want something else.",
        NEW_MAIL,
    ),
    "older than agreed": (
        "Write a new mail and sign it now, and check your computer's clock: an old signature could be a copy"
        " that somebody kept.",
        NEW_MAIL,
    ),
    "several addresses in From": (
        "Write with one address in From, the one that the hotline has for you.",
        (
            ("Thunderbird", "choose one identity in From"),
            ("neomutt", "Esc f: one address"),
            ("Outlook", "choose one account in From; do not send on behalf of somebody"),
        ),
    ),
    "not readable": (
        "The From line is not written as mail programs write it: your address alone, please.",
        (),
    ),
    "expired": (
        "Your key or its signature has expired: extend the key, give the administrator the new public"
        " key, then sign and send again.",
        KEYS,
    ),
    "revoked": ("Your key is revoked: give the administrator the fingerprint of your new one.", KEYS),
    "unknown key": (
        "It is signed by a key that the hotline does not have: sign with the key that the administrator has"
        " pinned for you, or have the new fingerprint pinned.",
        KEYS,
    ),
    "not pinned": (
        "It is signed by a key that is not pinned for you: sign with the pinned one, or have the new"
        " fingerprint pinned by the administrator.",
        KEYS,
    ),
    "does not belong to From": (
        "Its From does not belong to the key that signed it: write from your own address, and sign with your"
        " own key.",
        KEYS,
    ),
    "sent by login": (
        "Send it through the hotline's own mail server, with your login: a mail that came in from outside is"
        " not believed.",
        (
            ("Thunderbird", "Account Settings: the outgoing server of this account is the hotline's"),
            ("neomutt", "smtp_url names the hotline's server, with your user"),
            ("Outlook", "send from the hotline's account, not from a private one"),
        ),
    ),
    "signature:": (
        "The signature does not fit the text: something changed the mail on its way, a footer or a filter, or"
        " it was not you. Send it again; if that happens each time, tell the administrator.",
        (),
    ),
}
_GENERAL: Final = (
    "It carries no signature that proves that you wrote it. Sign it with your key (PGP/MIME), so that the"
    " signature covers the tags, and send it again.",
    SIGNING,
)

_KEYLESS: Final = (
    "The hotline knows no key of yours, so no signature of yours counts: have the fingerprint of your key"
    " pinned by the administrator. Then sign with it, and send it again. [HOLD] works without.",
    KEYS,
)


def advice(why: str, *, keyed: bool = True) -> dict[str, object]:
    """What to do about it, for the template: `todo`, and `clients` as (client, line).

    Not `keyed`: no key of this analyst is pinned, and to sign is not enough.
    """
    key = next((key for key in _ADVICE if key in why), "")
    todo, clients = _ADVICE.get(key, _GENERAL if keyed else _KEYLESS)
    return {"todo": todo, "clients": clients}
