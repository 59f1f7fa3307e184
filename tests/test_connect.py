"""What `hotlined check --connect` says of IMAP servers that do not do all that others do."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from imapclient import IMAPClient

from hotlined.adapters.config.settings import load
from hotlined.cli.connect import imap
from tests.support.dialects import EXCHANGE, GMAIL, DialectServer
from tests.support.site import write_site

ROOM = {f"{name}@hotline.example.org": "secret" for name in ("intake", "lea", "ntd")}


@pytest.fixture(scope="module")
def exchange() -> Iterator[DialectServer]:
    with DialectServer(EXCHANGE, ROOM) as running:
        yield running


@pytest.fixture(scope="module")
def gmail() -> Iterator[DialectServer]:
    with DialectServer(GMAIL, ROOM) as running:
        yield running


def told(folder: Path, server: DialectServer, *, keywords: bool = False) -> dict[str, tuple[str, str]]:
    """What was found at the LEA's mailbox: by what was tried, "fine", "soon" or "wrong", and the sentence."""
    users = {name.partition("@")[0]: (name, "secret") for name in ROOM}
    settings = load(write_site(folder, imap_port=server.imap_port, users=users))
    found = imap(settings.accounts["lea"], keywords=keywords)
    return {what.removeprefix("lea IMAP "): (state, sentence) for what, state, sentence in found}


def test_what_exchange_online_cannot_do_is_said(tmp_path: Path, exchange: DialectServer) -> None:
    found = told(tmp_path, exchange)
    assert {state for state, _ in found.values()} == {"fine"}
    assert found["junk"][1] == "Junk-E-Mail is read too: the server marks no folder as junk"
    assert found["keywords"][1].startswith("the server keeps none")
    assert "Gesendete Elemente" in found["sent mail"][1]
    assert {"UIDPLUS", "labels"} & set(found) == set()


def test_keywords_that_were_agreed_and_that_exchange_online_does_not_keep_are_wrong(
    tmp_path: Path, exchange: DialectServer
) -> None:
    state, sentence = told(tmp_path, exchange, keywords=True)["keywords"]
    assert state == "wrong"
    assert "report_keywords in rules/agreement.yaml can bring no form" in sentence


def test_a_mailbox_that_exchange_online_does_not_open_is_said_to_be_that(
    tmp_path: Path, exchange: DialectServer
) -> None:
    exchange.moods.disconnected = True
    try:
        ((state, sentence),) = told(tmp_path, exchange).values()
    finally:
        exchange.moods.disconnected = False
    assert state == "wrong"
    assert "Add-MailboxPermission" in sentence


def test_what_gmail_does_otherwise_is_said(tmp_path: Path, gmail: DialectServer) -> None:
    found = told(tmp_path, gmail)
    assert {state for state, _ in found.values()} == {"fine"}
    assert found["junk"][1] == "[Gmail]/Spam is read too"
    assert "what is deleted stays in All Mail" in found["labels"][1]
    assert "[Gmail]/Papierkorb" in found["labels"][1]
    assert "keywords" not in found


def test_P14_at_gmail_nothing_can_be_destroyed_while_it_hides_its_trash(
    tmp_path: Path, gmail: DialectServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hotlined.adapters.imap.tree.Tree.used_as", lambda self, mark: ())
    state, sentence = told(tmp_path, gmail)["labels"]
    assert state == "wrong"
    assert "let the Trash (Bin) show in IMAP" in sentence


def test_what_a_server_without_uidplus_cannot_do_is_said(
    tmp_path: Path, exchange: DialectServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    has = IMAPClient.has_capability
    monkeypatch.setattr(
        IMAPClient, "has_capability", lambda self, name: name != "UIDPLUS" and has(self, name)
    )
    state, sentence = told(tmp_path, exchange)["UIDPLUS"]
    assert state == "soon"
    assert "the purge waits" in sentence
