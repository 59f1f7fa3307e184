"""Access tokens instead of passwords: a token server of our own, and Dovecot by XOAUTH2 and OAUTHBEARER."""

import json
import os
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from hotlined.accounts import imap_account, smtp_account
from hotlined.adapters.config import secrets
from hotlined.adapters.config.accounts import MailboxBlock
from hotlined.adapters.config.secrets import MAX_SECRET, Secret
from hotlined.adapters.config.settings import load
from hotlined.adapters.config.yamlfile import parse_yaml
from hotlined.adapters.imap import ImapAccount
from hotlined.adapters.imap.wire import Wire
from hotlined.adapters.oauth2 import LONGEST_USE, AccessToken, Grant, TokenServer
from hotlined.adapters.smtp.wire import Connection, Refused, SmtpAccount
from hotlined.app.ports import Permanent, Temporary
from tests.support.dovecot import Dovecot
from tests.support.site import write_site

USER = "lea@example.org"
GOOD = "a-token-that-counts"


@dataclass
class Tokens:
    """A token server and an introspection endpoint (RFC 7662) at one URL; `answer` is what it says next."""

    url: str = ""
    status: int = 200
    answer: object = field(
        default_factory=lambda: {"access_token": GOOD, "expires_in": 3600, "token_type": "Bearer"}
    )
    asked: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture(scope="module")
def server() -> Iterator[Tokens]:
    tokens = Tokens()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            fields = {key: values[0] for key, values in parse_qs(body).items()}
            if self.path == "/introspect":
                known = fields.get("token") == GOOD
                said: object = {"active": True, "username": USER} if known else {"active": False}
                self.say(200, said)
            else:
                tokens.asked.append(fields)
                self.say(tokens.status, tokens.answer)

        def say(self, status: int, said: object) -> None:
            raw = said.encode() if isinstance(said, str) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args: object) -> None:
            return None

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        tokens.url = f"http://127.0.0.1:{listening.server_port}"
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield tokens
        listening.shutdown()


@pytest.fixture
def tokens(server: Tokens) -> Tokens:
    """The server as new."""
    server.status, server.answer = 200, Tokens().answer
    server.asked.clear()
    return server


@pytest.fixture(scope="module")
def dovecot(server: Tokens) -> Iterator[Dovecot]:
    with Dovecot({USER: "unused"}, introspection=f"{server.url}/introspect") as running:
        yield running


class Clock:
    """Seconds that a test moves."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def token(
    tokens: Tokens, clock: Clock | None = None, *, grant: Grant = "client_credentials", **more: object
) -> AccessToken:
    place = TokenServer(f"{tokens.url}/token", "a client", grant, lambda: "a secret", scope="mail", **more)  # type: ignore[arg-type]
    return AccessToken(place, clock or Clock())


# --- what is asked ---------------------------------------------------------------------------------


def test_client_credentials_are_shown_as_the_rfc_says(tokens: Tokens) -> None:
    assert token(tokens)() == GOOD

    (asked,) = tokens.asked
    assert asked == {
        "grant_type": "client_credentials",
        "client_id": "a client",
        "client_secret": "a secret",
        "scope": "mail",
    }


def test_a_refresh_token_is_shown_with_the_client_s_secret_if_there_is_one(tokens: Tokens) -> None:
    token(tokens, grant="refresh_token")()
    token(tokens, grant="refresh_token", client_secret=lambda: "of the client")()

    public, confidential = tokens.asked
    assert public["refresh_token"] == confidential["refresh_token"] == "a secret"
    assert "client_secret" not in public
    assert confidential["client_secret"] == "of the client"


def test_a_token_is_used_again_for_a_while_and_not_beyond_its_end(tokens: Tokens) -> None:
    clock = Clock()
    bearer = token(tokens, clock)
    bearer(), bearer()
    assert len(tokens.asked) == 1

    clock.now += LONGEST_USE
    bearer()
    assert len(tokens.asked) == 2

    tokens.answer = {"access_token": "short", "expires_in": 90}
    clock.now += LONGEST_USE
    bearer()
    clock.now += 31
    bearer()
    assert len(tokens.asked) == 4


@pytest.mark.parametrize(("life", "asked"), [(10**400, 1), (-1, 2)])
def test_a_life_that_no_clock_could_tell_is_the_longest_or_none(
    tokens: Tokens, life: int, asked: int
) -> None:
    tokens.answer = {"access_token": GOOD, "expires_in": life}
    bearer = token(tokens, Clock())
    bearer(), bearer()
    assert len(tokens.asked) == asked


def test_a_life_without_end_is_no_answer(tokens: Tokens) -> None:
    tokens.answer = {"access_token": GOOD, "expires_in": float("inf")}
    with pytest.raises(Temporary, match="does not answer as one"):
        token(tokens, Clock())()


def test_a_refresh_token_that_is_replaced_is_kept_and_shown_next_time(tokens: Tokens, tmp_path: Path) -> None:
    place = tmp_path / "refresh"
    place.touch(mode=0o600)
    place.write_text("the first\n", encoding="utf-8")
    secret = Secret(file=place)
    clock = Clock()
    bearer = AccessToken(
        TokenServer(f"{tokens.url}/token", "c", "refresh_token", secret, keep=secret.replace), clock
    )

    tokens.answer = {"access_token": GOOD, "expires_in": 3600, "refresh_token": "the second"}
    bearer()
    clock.now += LONGEST_USE
    bearer()

    assert [one["refresh_token"] for one in tokens.asked] == ["the first", "the second"]
    assert secret() == "the second"
    assert place.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["refresh"]


def test_a_refresh_token_that_somebody_else_wrote_since_is_the_one_that_counts(
    tokens: Tokens, tmp_path: Path
) -> None:
    place = tmp_path / "refresh"
    place.touch(mode=0o600)
    place.write_text("the first\n", encoding="utf-8")
    secret = Secret(file=place)
    clock = Clock()
    bearer = AccessToken(
        TokenServer(f"{tokens.url}/token", "c", "refresh_token", secret, keep=secret.replace), clock
    )

    tokens.answer = {"access_token": GOOD, "expires_in": 3600, "refresh_token": "the second"}
    bearer()
    place.write_text("the third\n", encoding="utf-8")
    tokens.answer = {"access_token": GOOD, "expires_in": 3600}
    clock.now += LONGEST_USE
    bearer()

    assert [one["refresh_token"] for one in tokens.asked] == ["the first", "the third"]


def test_a_refresh_token_that_cannot_be_kept_is_shown_all_the_same(tokens: Tokens) -> None:
    clock = Clock()
    bearer = token(tokens, clock, grant="refresh_token")

    for fresh in ("the second", "the third", "the fourth"):
        tokens.answer = {"access_token": GOOD, "expires_in": 3600, "refresh_token": fresh}
        bearer()
        clock.now += LONGEST_USE

    assert [one["refresh_token"] for one in tokens.asked] == ["a secret", "the second", "the third"]


def test_P11_a_refresh_token_that_cannot_be_written_is_in_the_log(
    tokens: Tokens, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """After a restart the old one may not count any more, and the LEA's mailbox is deaf."""
    caplog.set_level("INFO", logger="hotlined")
    for secret in (Secret(file=tmp_path / "gone" / "lea.token"), Secret(env="LEA_TOKEN")):
        secret.replace("the second")
    told = [one.getMessage() for one in caplog.records]
    assert [one.split()[0] for one in told] == ["unsaved", "unsaved"]
    assert "No such file" in told[0].replace("-", " ")
    assert "the second" not in "".join(told)


def _token_file(folder: Path, text: str = "the first") -> Path:
    place = folder / "lea.token"
    place.touch(mode=0o600)
    place.write_text(f"{text}\n", encoding="utf-8")
    return place


@pytest.mark.parametrize("fresh", ["", "  ", "a\nb", "a\tb", "\ud800", "\ufeffa", "a" * MAX_SECRET])
def test_P11_a_refresh_token_that_could_not_be_read_again_does_not_take_the_place_of_the_old_one(
    fresh: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="hotlined")
    secret = Secret(file=_token_file(tmp_path))
    secret.replace(fresh)
    assert secret() == "the first"
    assert [one.getMessage().split()[0] for one in caplog.records] == ["unsaved"]


def test_a_refresh_token_may_be_as_long_as_an_access_token(tmp_path: Path) -> None:
    secret = Secret(file=_token_file(tmp_path))
    secret.replace("a" * 16_384)
    assert secret() == "a" * 16_384


@pytest.mark.skipif(os.geteuid() != 0, reason="gives files to another user")
def test_a_refresh_token_that_root_writes_stays_the_daemon_s(tmp_path: Path) -> None:
    """`hotlined check --connect` asks for a token, too; the daemon could not read its own file any more."""
    place = _token_file(tmp_path)
    os.chown(place, 4711, 4712)
    Secret(file=place).replace("the second")
    assert Secret(file=place)() == "the second"
    assert (place.stat().st_uid, place.stat().st_gid, place.stat().st_mode & 0o777) == (4711, 4712, 0o600)


def test_a_refresh_token_lasts_before_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name, too: after a power cut the old one would be there, which counts no more."""
    lasting: list[tuple[Path, str]] = []
    monkeypatch.setattr(secrets, "fsync_folder", lambda path: lasting.append((path, secret())))
    secret = Secret(file=_token_file(tmp_path))
    secret.replace("the second")
    assert lasting == [(tmp_path, "the second")]


# --- what goes wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "answer", "kind"),
    [
        (400, {"error": "invalid_grant", "error_description": "planted words"}, Permanent),
        (401, {"error": "invalid_client"}, Permanent),
        (400, {"error": "planted\r\nwords"}, Permanent),
        (400, {"error": "temporarily_unavailable"}, Temporary),
        (503, "planted words", Temporary),
        (200, "planted words", Temporary),
        (200, [], Temporary),
        (200, {"token_type": "Bearer"}, Temporary),
        (200, {"access_token": "two\r\nlines"}, Temporary),
        (200, {"access_token": ""}, Temporary),
        (302, "", Temporary),
    ],
)
def test_P16_a_refusal_asks_for_a_person_a_fault_is_tried_again_and_neither_repeats_the_server_s_words(
    tokens: Tokens, status: int, answer: object, kind: type[Exception]
) -> None:
    tokens.status, tokens.answer = status, answer

    with pytest.raises(kind) as told:
        token(tokens)()

    assert "planted" not in str(told.value)
    assert "secret" not in str(told.value).replace("the secret", "")


def test_a_token_server_that_is_away_is_tried_again() -> None:
    place = TokenServer("http://127.0.0.1:9/token", "c", "client_credentials", lambda: "s")

    with pytest.raises(Temporary):
        AccessToken(place)()


def test_a_file_of_certificates_that_is_gone_is_no_bug_of_ours() -> None:
    place = TokenServer("https://127.0.0.1:9/token", "c", "client_credentials", lambda: "s", cafile="/gone")

    with pytest.raises(Temporary):
        AccessToken(place)()


# --- who is let in ---------------------------------------------------------------------------------


def imap(dovecot: Dovecot, secret: str) -> Wire:
    account = ImapAccount("127.0.0.1", dovecot.imap_port, "none", USER, lambda: secret, bearer=True)
    return Wire("lea", account)


def smtp(dovecot: Dovecot, secret: str) -> Connection:
    account = SmtpAccount("127.0.0.1", dovecot.submission_port, "none", USER, lambda: secret, bearer=True)
    return Connection(account)


def test_a_token_opens_the_mailbox_and_another_does_not(dovecot: Dovecot) -> None:
    with closing(imap(dovecot, GOOD)) as wire:
        wire.connect()
        assert wire.client.folder_exists("INBOX")

    with closing(imap(dovecot, "another")) as wire, pytest.raises(Permanent, match="refused the login"):
        wire.connect()


def test_a_token_opens_submission_and_another_does_not(dovecot: Dovecot) -> None:
    with closing(smtp(dovecot, GOOD)) as connection:
        connection.connect()

    with closing(smtp(dovecot, "another")) as connection, pytest.raises(Refused) as refused:
        connection.connect()
    assert refused.value.outcome.reply.startswith("auth 535")


@pytest.mark.parametrize("method", ["XOAUTH2", "OAUTHBEARER"])
def test_either_method_will_do(dovecot: Dovecot, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(imap(dovecot, GOOD)) as wire:
        seen: list[str] = []
        monkeypatch.setattr(
            "hotlined.adapters.imap.lines.Client.has_capability",
            lambda self, word: seen.append(word) is None and word in (f"AUTH={method}", "UIDPLUS"),
        )
        wire.connect()
        assert f"AUTH={method}" in seen


def test_a_server_that_takes_passwords_only_is_said_so(mail_host: object, tmp_path: Path) -> None:
    port = mail_host.imap_port  # type: ignore[attr-defined]
    account = ImapAccount("127.0.0.1", port, "none", USER, lambda: GOOD, bearer=True)

    with closing(Wire("lea", account)) as wire, pytest.raises(Permanent, match="takes no access tokens"):
        wire.connect()


# --- from the file to the login --------------------------------------------------------------------


def test_the_configuration_says_where_tokens_come_from(
    tokens: Tokens, dovecot: Dovecot, tmp_path: Path
) -> None:
    path = write_site(
        tmp_path,
        imap_port=dovecot.imap_port,
        smtp_port=dovecot.submission_port,
        users={"lea": (USER, "a secret")},
    )
    text = path.read_text(encoding="utf-8")
    given = f"{{token_url: '{tokens.url}/token', client_id: a client, scope: mail}}"
    block = f"    auth: oauth2\n    oauth2: {given}\n"
    before, lea, after = text.partition("  lea:\n")
    path.write_text(f"{before}{lea}{block}{after}", encoding="utf-8")

    account = load(path).accounts["lea"]
    with closing(Wire("lea", imap_account(account))) as wire:
        wire.connect()
    with closing(Connection(smtp_account(account))) as connection:
        connection.connect()

    assert [one["client_secret"] for one in tokens.asked][:1] == ["a secret"]
    assert imap_account(account).password is imap_account(account).password, "one token for all connections"


def test_what_the_administrator_s_page_shows_is_understood() -> None:
    page = (Path(__file__).parents[2] / "docs/mail-servers.md").read_text(encoding="utf-8")
    section = page.partition("## Exchange Online and Gmail")[2].partition("\n## ")[0]
    blocks = [parse_yaml(text, "")[0] for text in re.findall(r"```yaml\n(.*?)```", section, re.DOTALL)]
    exchange, gmail = (block.data for block in blocks if block and isinstance(block.data, dict))

    whole = MailboxBlock.model_validate(exchange["lea"])
    other = MailboxBlock.model_validate({**exchange["lea"], **gmail})

    assert whole.oauth2 is not None
    assert other.oauth2 is not None
    assert (whole.oauth2.grant, other.oauth2.grant) == ("client_credentials", "refresh_token")
