"""RDAP against servers on this machine: what a registry gives, and what a hostile or broken one may send."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hotlined.adapters import rdap
from hotlined.adapters.rdap import Rdap
from hotlined.app.ports import Permanent, Temporary
from hotlined.domain.steps.enquiry import About
from hotlined.domain.values.address import Address

ABUSE = Address("abuse", "example.net")


def person(role: str, *mails: object, inner: list[Any] | None = None) -> dict[str, Any]:
    rows = [["version", {}, "text", "4.0"], *(["email", {}, "text", mail] for mail in mails)]
    card = {"objectClassName": "entity", "roles": [role], "vcardArray": ["vcard", rows]}
    return card | ({"entities": inner} if inner else {})


@contextmanager
def registry(answers: dict[str, tuple[int, dict[str, str], bytes]]) -> Iterator[tuple[str, list[str]]]:
    """A registry that has these answers by path; its base URL, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            status, headers, body = answers.get(self.path, (404, {}, b"{}"))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        server.server_close()


def said(answer: object) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "application/rdap+json"}, json.dumps(answer).encode()


def ask(answer: object, *, about: About = About.NETWORK, value: str = "192.0.2.1") -> tuple[Address, ...]:
    path = "/ip/192.0.2.1" if about is About.NETWORK else "/domain/example.net"
    with registry({path: said(answer)}) as (base, _):
        return Rdap(base, {"net": base}).abuse_contacts(about, value)


def test_the_abuse_contact_of_a_network_is_found_also_inside_of_another_entity() -> None:
    inner = person("abuse", "abuse@example.net")
    answer = {
        "entities": [person("registrant", "owner@example.com", inner=[inner]), person("technical", "x@y.z")]
    }

    assert ask(answer) == (ABUSE,)


def test_the_registrars_contact_is_that_of_the_registrar_and_not_of_the_customer() -> None:
    registrar = person("registrar", "sales@example.com", inner=[person("abuse", "abuse@example.net")])
    answer = {"entities": [person("abuse", "customer@example.org"), registrar]}

    assert ask(answer, about=About.REGISTRAR, value="files.media.example.net") == (ABUSE,)


def test_only_the_address_and_the_registered_name_leave() -> None:
    with registry({}) as (base, asked):
        for about, value in ((About.NETWORK, "2001:db8::1"), (About.REGISTRAR, "files.media.example.net")):
            with pytest.raises(Permanent):
                Rdap(base, {"net": base}).abuse_contacts(about, value)

    assert asked == ["/ip/2001:db8::1", "/domain/example.net"]


@pytest.mark.parametrize(
    ("about", "value"),
    [
        (About.REGISTRAR, "example.org"),
        (About.REGISTRAR, "net"),
        (About.REGISTRAR, ""),
        (About.NETWORK, "192.0.2.1"),
    ],
)
def test_a_registry_that_is_not_configured_is_not_asked(about: About, value: str) -> None:
    with pytest.raises(Permanent, match="no registry is configured"):
        Rdap(None, {"net": "https://registry.example"}).abuse_contacts(about, value)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        [],
        "text",
        None,
        {"entities": "x"},
        {"entities": [None, 1, "x", []]},
        {"entities": [{"roles": "abuse", "vcardArray": ["vcard", [["email", {}, "text", "a@b.example"]]]}]},
        {"entities": [{"roles": ["abuse"]}]},
        {"entities": [{"roles": ["abuse"], "vcardArray": "vcard"}]},
        {"entities": [{"roles": ["abuse"], "vcardArray": ["vcard", [["email"]]]}]},
        {"entities": [{"roles": [{}], "vcardArray": ["vcard", {}]}]},
        {
            "entities": [
                person("abuse", None, 5, ["a@b.example"], "", "no address", "a@b.example, c@d.example")
            ]
        },
        {"entities": [person("abuse", "a@b.example\r\nBcc: x@y.example", "<a@b.example>x", "a b@c")]},
    ],
)
def test_odd_answers_propose_nothing(answer: object) -> None:
    if isinstance(answer, dict):
        assert ask(answer) == ()
    else:
        with pytest.raises(Permanent, match="no object"):
            ask(answer)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["abuse", "email"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["entities", "roles", "vcardArray", "x"]), inner, max_size=4)
    ),
    max_leaves=30,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["entities", "roles", "vcardArray"]), json_values))
def test_no_object_makes_it_stumble(answer: dict[str, Any]) -> None:
    for registrar in (False, True):
        assert all(isinstance(one, Address) for one in rdap._abuse(answer, registrar=registrar))


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"<html>", b"[" * 100_000])
def test_what_is_no_json_is_not_asked_again(body: bytes) -> None:
    with registry({"/ip/192.0.2.1": (200, {}, body)}) as (base, _), pytest.raises(Permanent):
        Rdap(base, {}).abuse_contacts(About.NETWORK, "192.0.2.1")


def test_a_huge_answer_is_cut_off() -> None:
    body = b'{"x": "' + b"a" * (rdap.LARGEST * 4)
    with (
        registry({"/ip/192.0.2.1": (200, {}, body)}) as (base, _),
        pytest.raises(Permanent, match="too long"),
    ):
        Rdap(base, {}).abuse_contacts(About.NETWORK, "192.0.2.1")


def test_many_contacts_become_a_few_and_many_entities_end() -> None:
    many = {"entities": [person("abuse", f"abuse{n}@example.net") for n in range(1_000)]}

    assert len(ask(many)) == rdap.CONTACTS


@pytest.mark.parametrize("status", [400, 403, 429, 500, 503])
def test_an_error_is_asked_again_later(status: int) -> None:
    with registry({"/ip/192.0.2.1": (status, {}, b"{}")}) as (base, _), pytest.raises(Temporary):
        Rdap(base, {}).abuse_contacts(About.NETWORK, "192.0.2.1")


def test_nobody_there_and_a_server_that_says_nothing_are_asked_again_later() -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        base = f"http://127.0.0.1:{deaf.getsockname()[1]}"
        with pytest.raises(Temporary):
            Rdap(base, {}, timeout=0.05).abuse_contacts(About.NETWORK, "192.0.2.1")
    with pytest.raises(Temporary):
        Rdap(base, {}, timeout=0.5).abuse_contacts(About.NETWORK, "192.0.2.1")


def test_a_registry_that_answers_byte_by_byte_is_given_up_in_time() -> None:
    over = threading.Event()
    with socket.socket() as slow:
        slow.bind(("127.0.0.1", 0))
        slow.listen()

        def drip() -> None:
            with slow.accept()[0] as peer, suppress(OSError):
                peer.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                while not over.wait(0.02):
                    peer.sendall(b"x")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        threading.Timer(3, over.set).start()
        with pytest.raises(Temporary):
            Rdap(f"http://127.0.0.1:{slow.getsockname()[1]}", {}, timeout=0.3).abuse_contacts(
                About.NETWORK, "192.0.2.1"
            )
        assert not over.is_set()
        over.set()
        thread.join()


def test_a_redirect_at_the_same_registry_is_followed_and_a_ring_of_them_ends() -> None:
    answers = {
        "/ip/192.0.2.1": (302, {"Location": "/v2/ip/192.0.2.1?form=full"}, b""),
        "/v2/ip/192.0.2.1?form=full": said({"entities": [person("abuse", "abuse@example.net")]}),
        "/ip/192.0.2.2": (301, {"Location": "/ip/192.0.2.2"}, b""),
    }
    with registry(answers) as (base, asked):
        assert Rdap(base, {}).abuse_contacts(About.NETWORK, "192.0.2.1") == (ABUSE,)
        with pytest.raises(Permanent, match="one to the next"):
            Rdap(base, {}).abuse_contacts(About.NETWORK, "192.0.2.2")
    assert len(asked) == 2 + 1 + rdap.HOPS


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/ip",
        "http://localhost:1/ip",
        "https://10.0.0.1/ip",
        "https://[::1]/ip",
        "https://169.254.169.254/latest",
        "http://registry.example/ip",
        "file:///etc/passwd",
        "gopher://registry.example/",
        "https://registry.example:99999/",
        "https://[registry/",
        "https://127.1/ip",
        "https://2130706433/ip",
        "https://0x7f.1/ip",
        "https://localhost./ip",
        "https://db.localhost/ip",
        "https://regi stry.example/ip",
        "https://regi\x7fstry.example/ip",
    ],
)
def test_a_redirect_leads_to_no_address_of_ours_and_to_nothing_but_https(location: str) -> None:
    answers = {"/ip/192.0.2.1": (302, {"Location": location}, b"")}
    with registry(answers) as (base, asked), pytest.raises(Permanent):
        Rdap(base, {}).abuse_contacts(About.NETWORK, "192.0.2.1")
    assert len(asked) == 1
