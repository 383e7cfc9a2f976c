"""What leaves the house: nowhere private, nothing awaited for long, signed so that receivers can tell."""

from __future__ import annotations

import base64
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import time_machine

from feedback import outgoing
from feedback.outgoing import BadSignature, Refused, Unreachable, check_url, new_secret, post, sign, verify
from feedback.tests.certificates import self_signed
from feedback.tests.receivers import Answering, Receiver, answering, receiving

HOME = (ip_network("127.0.0.0/8"),)
BODY = '{"name": "Zoë"}'.encode()

PRIVATE = [
    "http://127.0.0.1",
    "http://127.0.0.1:8000/hook",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[2002:7f00:1::]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[fe80::1]/",
    "http://[fc00::1]/",
    "http://[ff02::1]/",
    "http://[::]/",
    "http://0x7f000001",
    "http://2130706433",
    "http://017700000001",
    "http://127.1",
    "http://127.0.0.1.",
    "http://0",
    "http://169.254.169.254/latest/meta-data",
    "http://10.1.2.3",
    "http://172.16.0.1",
    "http://192.168.1.1",
    "http://100.64.0.1",
    "http://224.0.0.1",
    "http://255.255.255.255",
    "http://localhost",
    "http://LOCALHOST.:80",
    "https://api.localhost/",
    "http://127。0。0。1/",
]
WRONG = [
    "ftp://example.com/",
    "file:///etc/passwd",
    "gopher://example.com",
    "javascript:alert(1)",
    "//example.com/hook",
    "example.com",
    "",
    "http://",
    "http:///hook",
    "http://user:pw@example.com/",
    "http://user@example.com/",
    "http://@example.com/",
    "http://example.com:99999/",
    "http://example.com:0/",
    "http://exa mple.com/",
    "http://example.com\r\n.evil/",
    "http://%31%32%37.0.0.1/",
    "http://[fe80::1%25eth0]/",
    "http://[::1/",
]


@pytest.mark.parametrize("url", [*PRIVATE, *WRONG])
def test_an_address_is_refused_when_saved_and_when_used(url: str) -> None:
    with pytest.raises(Refused) as refusal:
        check_url(url)
    assert refusal.value.reason.endswith(".")
    with pytest.raises(Refused):
        post(url, body=BODY, headers={})


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/hook?a=b",
        "http://example.com:8080",
        "https://93.184.216.34/",
        "https://[2606:2800:220:1:248:1893:25c8:1946]/",
        "https://bücher.example/",
        "https://example.com/@somebody",
        "https://example.com?to=@somebody",
    ],
)
def test_an_address_is_accepted(url: str) -> None:
    assert str(check_url(url)).startswith("http")


def test_an_allowed_network_is_allowed() -> None:
    check_url("http://127.1/", HOME)
    check_url("http://[::ffff:127.0.0.1]/", HOME)
    with pytest.raises(Refused):
        check_url("http://10.0.0.1/", HOME)


@pytest.fixture
def receive() -> Iterator[Callable[[Answering], Receiver]]:
    with receiving() as start:
        yield start


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "hooks.pem"
    path.write_bytes(self_signed("hooks.example"))
    return path


def names(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """A resolver that gives these addresses, one at each question, and the last one ever after."""
    asked: list[str] = []

    def getaddrinfo(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        asked.append(host)
        address = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", getaddrinfo)
    return asked


def test_it_arrives_with_the_name_as_host_and_the_body_unchanged(
    receive: Callable[..., Receiver], monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = receive(answering(202, "angenommen: ü".encode()))
    names(monkeypatch, "127.0.0.1")
    url = f"http://hooks.example:{receiver.server_port}/a/b?c=d"
    answer = post(url, body=BODY, headers={"content-type": "application/json", "x-one": "1"}, allowed_networks=HOME)
    assert (answer.status, answer.text, answer.ok) == (202, "angenommen: ü", True)
    [(path, headers, body)] = receiver.got
    assert (path, body) == ("/a/b?c=d", BODY)
    assert headers["host"] == f"hooks.example:{receiver.server_port}"
    assert (headers["content-type"], headers["x-one"]) == ("application/json", "1")


def test_a_name_that_leads_inside_is_refused(receive: Callable[..., Receiver], monkeypatch: pytest.MonkeyPatch) -> None:
    receiver = receive(answering(200))
    names(monkeypatch, "127.0.0.1")
    with pytest.raises(Refused):
        post(f"http://hooks.example:{receiver.server_port}/", body=BODY, headers={})
    assert receiver.got == []


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    places = [(socket.AF_INET, 1, 6, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *args, **kwargs: places)
    with pytest.raises(Refused):
        post("http://hooks.example/", body=BODY, headers={})


def test_what_was_checked_is_what_is_connected_to(
    receive: Callable[..., Receiver], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: the name's server answers with something harmless first, and with 127.0.0.1 from then on."""
    receiver = receive(answering(200))
    asked = names(monkeypatch, "127.0.0.2", "127.0.0.1")
    monkeypatch.setattr(outgoing, "CONNECT_SECONDS", 1)
    only_the_first = (ip_network("127.0.0.2/32"),)
    url = f"http://hooks.example:{receiver.server_port}/"
    with pytest.raises(Unreachable):  # nobody listens at 127.0.0.2
        post(url, body=BODY, headers={}, allowed_networks=only_the_first)
    assert asked == ["hooks.example"]
    assert receiver.got == []


def test_the_next_address_is_tried_where_one_does_not_answer(
    receive: Callable[..., Receiver], monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = receive(answering(204))
    places = [(socket.AF_INET, 1, 6, "", (address, 80)) for address in ("127.0.0.2", "127.0.0.1")]
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *args, **kwargs: places)
    url = f"http://hooks.example:{receiver.server_port}/"
    assert post(url, body=BODY, headers={}, allowed_networks=HOME).status == 204


def test_a_redirect_is_not_followed(receive: Callable[..., Receiver]) -> None:
    receiver = receive(answering(302, location="/elsewhere"))
    answer = post(receiver.url, body=BODY, headers={}, allowed_networks=HOME)
    assert (answer.status, answer.ok) == (302, False)
    assert len(receiver.got) == 1


def test_proxies_of_the_environment_are_not_asked(
    receive: Callable[..., Receiver], monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver, proxy = receive(answering(200)), receive(answering(500))
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("ALL_PROXY", proxy.url)
    assert post(receiver.url, body=BODY, headers={}, allowed_networks=HOME).status == 200
    assert proxy.got == []


@pytest.mark.slow
def test_a_server_that_never_answers_is_left(receive: Callable[..., Receiver], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 0.5)
    receiver = receive(lambda handler: time.sleep(3))
    left_in_time(receiver.url)


@pytest.mark.slow
@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n\r\n"], ids=["headers", "body"])
def test_a_server_that_answers_in_drops_is_left(
    receive: Callable[..., Receiver], monkeypatch: pytest.MonkeyPatch, head: bytes
) -> None:
    """Each drop comes in time; all of them would not."""
    monkeypatch.setattr(outgoing, "TOTAL_SECONDS", 0.5)

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        for _ in range(30):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    left_in_time(receive(drip).url)


def left_in_time(url: str) -> None:
    began = time.monotonic()
    with pytest.raises(Unreachable):
        post(url, body=BODY, headers={}, allowed_networks=HOME)
    assert time.monotonic() - began < 2


def test_a_big_answer_is_capped(receive: Callable[..., Receiver]) -> None:
    receiver = receive(answering(200, b"x" * 10_000_000))
    answer = post(receiver.url, body=BODY, headers={}, allowed_networks=HOME)
    assert (answer.status, len(answer.text)) == (200, 64 * 1024)


def test_an_answer_is_text_a_database_takes(receive: Callable[..., Receiver]) -> None:
    receiver = receive(answering(200, b"a\x00b\xff"))
    assert post(receiver.url, body=BODY, headers={}, allowed_networks=HOME).text == "a\ufffdb\ufffd"


def test_a_server_that_hangs_up_is_unreachable(receive: Callable[..., Receiver]) -> None:
    receiver = receive(lambda handler: handler.connection.close())
    with pytest.raises(Unreachable):
        post(receiver.url, body=BODY, headers={}, allowed_networks=HOME)


def test_a_name_nobody_knows_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        post("http://nobody.invalid/", body=BODY, headers={})


def test_tls_verifies_the_name_though_it_connects_to_an_address(
    receive: Callable[..., Receiver], monkeypatch: pytest.MonkeyPatch, certificate: Path
) -> None:
    receiver = receive(answering(200))
    asked_for = serve_tls(receiver, certificate)
    names(monkeypatch, "127.0.0.1")
    trusting = ssl.create_default_context(cafile=str(certificate))
    monkeypatch.setattr(outgoing, "tls", lambda: trusting)
    right, wrong = (f"https://{name}.example:{receiver.server_port}/" for name in ("hooks", "other"))
    assert post(right, body=BODY, headers={}, allowed_networks=HOME).status == 200
    with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
        post(wrong, body=BODY, headers={}, allowed_networks=HOME)
    assert asked_for == ["hooks.example", "other.example"]


def test_tls_trusts_only_known_authorities(
    receive: Callable[..., Receiver], monkeypatch: pytest.MonkeyPatch, certificate: Path
) -> None:
    receiver = receive(answering(200))
    serve_tls(receiver, certificate)
    names(monkeypatch, "127.0.0.1")
    with pytest.raises(Unreachable, match="CERTIFICATE_VERIFY_FAILED"):
        post(f"https://hooks.example:{receiver.server_port}/", body=BODY, headers={}, allowed_networks=HOME)


def serve_tls(receiver: Receiver, certificate: Path) -> list[str]:
    """From now on by TLS; the names it is asked for."""
    asked_for: list[str] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: asked_for.append(name)
    receiver.socket = context.wrap_socket(receiver.socket, server_side=True)
    return asked_for


NOW = datetime.now(UTC)
# The minutes in which a signature counts are over before a long run of tests comes to these.
at_that_time = time_machine.travel(NOW)


@at_that_time
def test_signed_and_verified() -> None:
    secret = new_secret()
    headers = sign(secret, "message-1", NOW, BODY)
    assert set(headers) == {"webhook-id", "webhook-timestamp", "webhook-signature"}
    verify([secret], headers, BODY)


def test_the_signature_is_that_of_the_scheme() -> None:
    """The example of the scheme's specification."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    moment = datetime.fromtimestamp(1614265330, UTC)
    headers = sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", moment, b'{"test": 2432232314}')
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


@at_that_time
def test_a_time_of_another_zone_is_the_same_moment() -> None:
    from zoneinfo import ZoneInfo

    secret = new_secret()
    headers = sign(secret, "message-1", NOW.astimezone(ZoneInfo("Asia/Tokyo")), BODY)
    assert headers == sign(secret, "message-1", NOW, BODY)
    verify(secret, headers, BODY)


@at_that_time
def test_while_secrets_change_receivers_may_know_either() -> None:
    old, new = new_secret(), new_secret()
    headers = sign([new, old], "message-1", NOW, BODY)
    assert headers["webhook-signature"].count("v1,") == 2
    verify([old], headers, BODY)
    verify([new], headers, BODY)
    verify([new, old], sign(old, "message-1", NOW, BODY), BODY)


SECRET = new_secret()
GOOD = sign(SECRET, "message-1", NOW, BODY)
UNSIGNED: dict[str, tuple[list[str], dict[str, str], bytes]] = {
    "no signature": ([SECRET], {}, BODY),
    "another secret": ([new_secret()], GOOD, BODY),
    "no secret": ([], GOOD, BODY),
    "a byte changed": ([SECRET], GOOD, BODY.replace(b"Z", b"z")),
    "another id": ([SECRET], {**GOOD, "webhook-id": "message-2"}, BODY),
    "another time": ([SECRET], {**GOOD, "webhook-timestamp": str(int(NOW.timestamp()) + 1)}, BODY),
    "too old": ([SECRET], sign(SECRET, "message-1", NOW - timedelta(minutes=6), BODY), BODY),
    "too new": ([SECRET], sign(SECRET, "message-1", NOW + timedelta(minutes=6), BODY), BODY),
    "not a time": ([SECRET], {**GOOD, "webhook-timestamp": "nan"}, BODY),
    "not a signature": ([SECRET], {**GOOD, "webhook-signature": "nonsense"}, BODY),
    "not base64": ([SECRET], {**GOOD, "webhook-signature": "v1,%%%"}, BODY),
    "another version": ([SECRET], {**GOOD, "webhook-signature": GOOD["webhook-signature"].replace("v1", "v9")}, BODY),
    "not text": ([SECRET], GOOD, b"\xff\xfe"),
}


@pytest.mark.parametrize("case", UNSIGNED)
@at_that_time
def test_what_was_not_signed_is_not_accepted(case: str) -> None:
    secrets, headers, body = UNSIGNED[case]
    with pytest.raises(BadSignature):
        verify(secrets, headers, body)


def test_a_secret_is_long_and_in_the_scheme_s_form() -> None:
    secret = new_secret()
    assert secret.startswith("whsec_")
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    assert secret != new_secret()
