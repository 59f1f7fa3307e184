"""From headers made to look like somebody's, and what the mail server is made to say (F11, F12, I14)."""

from dataclasses import replace

import pytest

from hotlined.domain.hotline.site import ProofLevel, Site
from hotlined.domain.record.casework import CaseClosed
from hotlined.domain.record.holding import HoldPlaced
from tests.forged import post
from tests.forged.judge import changes_nothing, is_obeyed
from tests.forged.stage import Forged, Good, Make, Stage, with_agreement

STRANGER, INTAKE, DOUBTFUL, UNPROVEN = (
    "Quarantine/stranger",
    "Intake",
    "Quarantine/doubtful",
    "Quarantine/unproven",
)
ADDR = "ann@hotline.example.org"
OWN = "mx.hotline.example.org"


def order(stage: Stage) -> bytes:
    """The words of an order that would be obeyed."""
    return post.entity("", subject=f"[CLOSE] [{stage.names['c']}]")


def from_(*values: str, signer: str = "ann", more: post.Fields = ()) -> Make:
    """Signed, under these From fields."""

    def make(stage: Stage) -> bytes:
        fields = [("From", value) for value in values]
        rest = [pair for pair in post.head(subject=f"[CLOSE] [{stage.names['c']}]") if pair[0] != "From"]
        return post.signed(stage.cast, order(stage), (*fields, *rest, *more), signer)

    return make


# Signed by a stranger's key that lies in the ring: only From could make an analyst of its owner.
TRICKS = [
    ("the address as a name", f'"{ADDR}" <{post.EVIL}>', INTAKE, "a report"),
    ("the address as a bare name", f"{ADDR} <{post.EVIL}>", INTAKE, "a report"),
    ("a name and two angle addresses", f"Ann <{ADDR}> <{post.EVIL}>", INTAKE, "a report"),
    ("an address in a comment", f"{post.EVIL} ({ADDR})", INTAKE, "a report"),
    ("a comment within the address", "ann(x)@hotline.example.org", INTAKE, "a report"),
    ("a quoted local part", '"ann@hotline.example.org"@evil.example', INTAKE, "a report"),
    ("a quoted local part of ours", '"ann"@hotline.example.org', INTAKE, "a report"),
    ("a route", f"<@evil.example:{ADDR}>", INTAKE, "a report"),
    ("a group", f"Ann: {ADDR};", INTAKE, "a report"),
    ("an encoded address", f"=?utf-8?q?{ADDR.replace('@', '=40')}?=", INTAKE, "a report"),
    (
        "an encoded name with an address in it",
        f"=?utf-8?q?=22Ann=22_=3C{ADDR.replace('@', '=40')}=3E=2C?= <{post.EVIL}>",
        INTAKE,
        "a report",
    ),
    ("a Cyrillic letter in the domain", "ann@h\u043etline.example.org", DOUBTFUL, "look like others"),
    (
        "the same as an A-label",
        "ann@" + "h\u043etline".encode("idna").decode() + ".example.org",
        DOUBTFUL,
        "look like others",
    ),
    ("a Cyrillic letter in the local part", "\u0430nn@hotline.example.org", INTAKE, "a report"),
    ("a trailing dot", "ann@hotline.example.org.", INTAKE, "a report"),
    ("a longer domain", "ann@hotline.example.org.evil.example", INTAKE, "a report"),
    ("a shorter domain", "ann@example.org", INTAKE, "a report"),
    ("a percent route", "ann%hotline.example.org@evil.example", INTAKE, "a report"),
    ("a NUL", "ann@hotline.example.org\0", INTAKE, "a report"),
    ("a soft hyphen", "ann@hot\u00adline.example.org", INTAKE, "a report"),
    ("a full-width letter", "ann@\uff48otline.example.org", INTAKE, "a report"),
    ("nothing", "", INTAKE, "a report"),
    ("garbage", "<<<>>>", INTAKE, "a report"),
]
FORGED = [
    *(Forged(name, from_(value, signer="mallory-known"), folder, why) for name, value, folder, why in TRICKS),
    Forged("two authors in one field", from_(f"{ADDR}, {post.EVIL}"), DOUBTFUL, "several"),
    Forged("the same author twice", from_(f"{ADDR}, {ADDR}"), DOUBTFUL, "several"),
    Forged("two From fields", from_(ADDR, post.EVIL), DOUBTFUL, "several"),
    Forged("two From fields, the stranger first", from_(post.EVIL, ADDR), DOUBTFUL, "several"),
    Forged("two From fields, one of them garbage", from_(ADDR, "<<<>>>"), DOUBTFUL, "several"),
    Forged("two From fields, both the same", from_(ADDR, ADDR), DOUBTFUL, "several"),
    Forged("a second From behind a bare CR", from_(f"{post.EVIL}\rFrom: {ADDR}"), DOUBTFUL, "several"),
    Forged("a second From behind a folded line", from_(f"{ADDR}\r\n\t, {post.EVIL}"), DOUBTFUL, "several"),
    Forged("a stranger's From, Ann's key", from_(post.EVIL), DOUBTFUL, "does not belong to From"),
    Forged(
        "a stranger's From, Ann as Sender",
        from_(post.EVIL, more=(("Sender", ADDR),)),
        DOUBTFUL,
        "does not belong to From",
    ),
    Forged(
        "Resent-From Ann",
        from_(post.EVIL, signer="mallory-known", more=(("Resent-From", ADDR),)),
        INTAKE,
        "a report",
    ),
    Forged(
        "Return-Path Ann",
        from_(post.EVIL, signer="mallory-known", more=(("Return-Path", f"<{ADDR}>"),)),
        INTAKE,
        "a report",
    ),
    Forged(
        "Reply-To elsewhere",
        from_(ADDR, signer="mallory-known", more=(("Reply-To", post.EVIL),)),
        DOUBTFUL,
        "not pinned",
    ),
    Forged(
        "to the LEA's mailbox", from_(post.EVIL, signer="mallory-known"), STRANGER, "nobody we know", "lea"
    ),
    Forged(
        "to the mailbox of notices",
        from_(post.EVIL, signer="mallory-known"),
        STRANGER,
        "nobody we know",
        "ntd",
    ),
]
GOOD = [
    Good("a plain address", from_(ADDR), (CaseClosed,)),
    Good("a quoted name", from_(f'"Example, Ann" <{ADDR}>'), (CaseClosed,)),
    Good("an encoded name", from_(f"=?utf-8?q?=C3=84nn?= <{ADDR}>"), (CaseClosed,)),
    Good("other capitals", from_("Ann <Ann@Hotline.Example.ORG>"), (CaseClosed,)),
    Good("a comment behind", from_(f"{ADDR} (Ann)"), (CaseClosed,)),
    Good("a folded field", from_(f"Ann\r\n\t<{ADDR}>"), (CaseClosed,)),
    Good(
        "sent by an assistant", from_(ADDR, more=(("Sender", "office@hotline.example.org"),)), (CaseClosed,)
    ),
    Good("Reply-To elsewhere", from_(ADDR, more=(("Reply-To", post.EVIL),)), (CaseClosed,)),
    Good("in the LEA's mailbox", from_(ADDR), (CaseClosed,), "lea"),
    Good("in the mailbox of notices", from_(ADDR), (CaseClosed,), "ntd"),
]


@pytest.mark.parametrize("forged", FORGED, ids=str)
def test_P9_From_is_one_parsed_address_that_belongs_to_the_key(stage: Stage, forged: Forged) -> None:
    assert post.EVIL not in changes_nothing(stage, forged).to


@pytest.mark.parametrize("good", GOOD, ids=str)
def test_an_author_who_is_named_in_an_unusual_way_is_known(stage: Stage, good: Good) -> None:
    assert is_obeyed(stage, good).to & {ADDR, post.EVIL} == {ADDR}


def test_P9_the_answer_to_a_forgery_goes_to_the_configured_address(stage: Stage) -> None:
    make = from_(ADDR, signer="mallory", more=(("Reply-To", post.EVIL), ("Return-Path", f"<{post.EVIL}>")))
    verdict = changes_nothing(stage, Forged("", make, DOUBTFUL, "unknown key"))
    assert verdict.to == {ADDR}


# --- what the mail server says ---------------------------------------------------------------------


def _authenticated(stage: Stage) -> Site:
    """A site on which a login at our own mail server is enough."""
    return with_agreement(stage.site, analyst_proof=ProofLevel.AUTHENTICATED)


def says(*lines: tuple[str, str], sender: str = ADDR) -> Make:
    """An unsigned order below these fields."""

    def make(stage: Stage) -> bytes:
        tags = f"[CLOSE] [{stage.names['c']}]"
        return post.mail((*lines, *post.head(sender, subject=tags)), post.entity(tags))

    return make


def _ar(text: str) -> tuple[str, str]:
    return ("Authentication-Results", text)


RECEIVED = ("Received", f"from x.example by {OWN}; Mon, 02 Mar 2026 09:00:00 +0000")
LOGIN = f"auth=pass smtp.auth={ADDR}"
HEARSAY = [
    ("no word of a server", ()),
    ("below our server's Received", (RECEIVED, _ar(f"{OWN}; {LOGIN}"))),
    ("below two Received", (RECEIVED, RECEIVED, _ar(f"{OWN}; {LOGIN}"))),
    ("of another server", (_ar(f"mx.evil.example; {LOGIN}"), RECEIVED)),
    ("of a server whose name begins like ours", (_ar(f"{OWN}.evil.example; {LOGIN}"), RECEIVED)),
    ("our name in a comment", (_ar(f"mx.evil.example ({OWN}); {LOGIN}"), RECEIVED)),
    ("our name quoted within another", (_ar(f'"{OWN} x"; {LOGIN}'), RECEIVED)),
    ("no server named", (_ar(f"; {LOGIN}"), RECEIVED)),
    ("another version", (_ar(f"{OWN} 2; {LOGIN}"), RECEIVED)),
    ("a failed login", (_ar(f"{OWN}; auth=fail smtp.auth={ADDR}"), RECEIVED)),
    ("somebody else's login", (_ar(f"{OWN}; auth=pass smtp.auth=eve@hotline.example.org"), RECEIVED)),
    (
        "Ann in the quoted envelope sender of somebody else's login",
        (
            _ar(f'{OWN}; auth=pass smtp.auth=eve smtp.mailfrom="a smtp.auth={ADDR}"@hotline.example.org'),
            RECEIVED,
        ),
    ),
    ("two logins in one", (_ar(f"{OWN}; auth=pass smtp.auth=eve smtp.auth={ADDR}"), RECEIVED)),
    ("the login in a comment", (_ar(f"{OWN}; auth=none ({LOGIN})"), RECEIVED)),
    ("the login in a reason", (_ar(f'{OWN}; auth=fail reason="x; {LOGIN}"'), RECEIVED)),
    ("our server's no above a yes", (_ar(f"{OWN}; auth=none"), _ar(f"{OWN}; {LOGIN}"), RECEIVED)),
    ("DKIM of our own domain", (_ar(f"{OWN}; dkim=pass header.d=hotline.example.org"), RECEIVED)),
    ("DMARC of our own domain", (_ar(f"{OWN}; dmarc=pass header.from=hotline.example.org"), RECEIVED)),
    ("DKIM of another domain", (_ar(f"{OWN}; dkim=pass header.d=evil.example"), RECEIVED)),
    ("SPF alone", (_ar(f"{OWN}; spf=pass smtp.mailfrom={ADDR}"), RECEIVED)),
    ("ARC", (("ARC-Authentication-Results", f"i=1; {OWN}; {LOGIN}"), RECEIVED)),
    ("another header that looks like it", (("X-Authentication-Results", f"{OWN}; {LOGIN}"), RECEIVED)),
]
SAID = [
    ("above every Received", (_ar(f"{OWN}; {LOGIN}"), RECEIVED)),
    (
        "with comments and version",
        (_ar(f"{OWN} (our (own) server) 1; spf=none; auth=pass (plain) smtp.auth={ADDR}"), RECEIVED),
    ),
    (
        "in capitals",
        (("AUTHENTICATION-RESULTS", f"MX.Hotline.Example.ORG; AUTH=PASS SMTP.AUTH={ADDR.upper()}"), RECEIVED),
    ),
    ("a quoted account", (_ar(f'{OWN}; auth=pass smtp.auth="{ADDR}"'), RECEIVED)),
    ("the bare account", (_ar(f"{OWN}; auth=pass smtp.auth=ann"), RECEIVED)),
    ("above another server's no", (_ar(f"{OWN}; {LOGIN}"), _ar("mx.evil.example; auth=fail"), RECEIVED)),
]


@pytest.mark.parametrize(("name", "lines"), HEARSAY, ids=[name for name, _ in HEARSAY])
def test_I14_only_our_own_servers_word_on_top_of_the_mail_counts(
    stage: Stage, name: str, lines: post.Fields
) -> None:
    forged = Forged(name, says(*lines), UNPROVEN, "commands must be signed")
    changes_nothing(stage, forged, stage.fresh(_authenticated(stage)))


@pytest.mark.parametrize(("name", "lines"), SAID, ids=[name for name, _ in SAID])
def test_a_login_at_our_own_server_is_enough_where_agreed(
    stage: Stage, name: str, lines: post.Fields
) -> None:
    is_obeyed(stage, Good(name, says(*lines), (CaseClosed,)), stage.fresh(_authenticated(stage)))


def test_a_login_is_not_enough_where_nothing_is_agreed(stage: Stage) -> None:
    changes_nothing(stage, Forged("", says(*SAID[0][1]), UNPROVEN, "commands must be signed"))


def test_a_site_whose_server_writes_below_its_own_Received_says_so(stage: Stage) -> None:
    site = replace(_authenticated(stage), authserv_below=1)
    is_obeyed(stage, Good("", says(RECEIVED, _ar(f"{OWN}; {LOGIN}")), (CaseClosed,)), stage.fresh(site))
    forged = Forged("", says(RECEIVED, RECEIVED, _ar(f"{OWN}; {LOGIN}")), UNPROVEN, "neither")
    changes_nothing(stage, forged, stage.fresh(site))


def test_P9_a_login_does_not_make_a_bad_signature_good(stage: Stage) -> None:
    def make(stage: Stage) -> bytes:
        payload = order(stage)
        signature = post.signature(stage.cast, b"other", "ann")
        fields = (_ar(f"{OWN}; {LOGIN}"), RECEIVED, *post.head())
        return post.mail(fields, post.signed_entity(payload, signature))

    changes_nothing(stage, Forged("", make, DOUBTFUL, "bad"), stage.fresh(_authenticated(stage)))


def test_P9_an_old_mail_below_a_login_of_today_is_not_obeyed(stage: Stage) -> None:
    def make(stage: Stage) -> bytes:
        old = ("Date", "Mon, 02 Mar 2026 09:00:00 +0000")
        fields = [old if pair[0] == "Date" else pair for pair in post.head()]
        tags = f"[CLOSE] [{stage.names['c']}]"
        return post.mail((_ar(f"{OWN}; {LOGIN}"), RECEIVED, *fields), post.entity(tags))

    changes_nothing(stage, Forged("", make, "Quarantine/stale", "Date"), stage.fresh(_authenticated(stage)))


def test_P9_a_hold_is_honoured_from_a_merely_matching_sender(stage: Stage) -> None:
    tags = f"[HOLD] [{stage.names['c']}]"
    raw = post.mail(post.head(subject=tags), post.entity(""))
    verdict = changes_nothing(stage, Forged("", lambda _: raw, "Done", "HOLD", held=True))
    (hold,) = (event for event in verdict.events if isinstance(event, HoldPlaced))
    assert (hold.by, hold.proof) == ("Ann", ProofLevel.CLAIMED)
