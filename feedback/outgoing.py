"""The one client for addresses which users name: nothing private is reached, nothing is waited for long.

The name is resolved here, each of its addresses is checked, and the connection goes to one that was checked: a second
answer of the name's server is never asked for. TLS still verifies the name.
"""

from __future__ import annotations

import asyncio
import base64
import re
import secrets as randomness
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

import httpx
from standardwebhooks import Webhook, WebhookVerificationError

from config.base.errors import Invalid

CONNECT_SECONDS, TOTAL_SECONDS = 3.0, 10.0
LONGEST_ANSWER = 64 * 1024
DEFAULT_PORTS = {"http": 80, "https": 443}

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

AUTHORITY_END = re.compile(r"[/?#]")
GLOBAL_UNICAST = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True)
class Answer:
    status: int
    text: str

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


class Refused(Invalid):
    """An address nothing is sent to."""

    code = "address_refused"

    @property
    def reason(self) -> str:
        return self.detail


class Unreachable(Exception):
    """No answer, or none in time."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BadSignature(Exception):
    """The message is not by the one who shares the secret, or not of these minutes."""


def check_url(url: str, allowed_networks: Sequence[Network] = ()) -> httpx.URL:
    """What can be said against an address without asking for its name: for validation when it is saved."""
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, TypeError) as error:
        raise Refused("This is not a web address.", attr="url") from error
    host = parsed.host.rstrip(".").lower()
    if parsed.scheme not in DEFAULT_PORTS:
        raise Refused("The address must begin with https:// or http://.", attr="url")
    if not host or "%" in host:
        raise Refused("The address names no host.", attr="url")
    if parsed.userinfo or "@" in AUTHORITY_END.split(url.partition("://")[2])[0]:
        raise Refused("The address must not contain a user name or password.", attr="url")
    if parsed.port is not None and not 0 < parsed.port < 65536:
        raise Refused("The address has a port that does not exist.", attr="url")
    literal = IPv4Address("127.0.0.1") if host == "localhost" or host.endswith(".localhost") else literal_address(host)
    if literal is not None:
        check_address(literal, allowed_networks)
    return parsed


def literal_address(host: str) -> Address | None:
    """The address a host spells out, in any of the ways in which the system would read it: 127.1, 0x7f000001."""
    try:
        return ip_address(host)
    except ValueError:
        try:
            return IPv4Address(socket.inet_aton(host))
        except OSError:
            return None


def check_address(address: Address, allowed_networks: Sequence[Network] = ()) -> None:
    """IPv6 addresses that carry an IPv4 address lead to that one, so it is the one that counts."""
    real: Address = address
    if isinstance(address, IPv6Address):
        real = (
            address.ipv4_mapped
            or address.sixtofour
            or (IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else address)
        )
    if any(real in network or address in network for network in allowed_networks):
        return
    private = not real.is_global or real.is_multicast or real.is_reserved
    if private or (isinstance(real, IPv6Address) and real not in GLOBAL_UNICAST):
        raise Refused("The address leads into a private network.", attr="url")


def post(url: str, *, body: bytes, headers: dict[str, str], allowed_networks: Sequence[Network] = ()) -> Answer:
    """Sends it once. Refused: never to this address. Unreachable: no answer in time. A redirect is not followed."""
    parsed = check_url(url, allowed_networks)
    addresses = resolve(parsed)
    for address in addresses:
        check_address(address, allowed_networks)
    try:
        return asyncio.run(in_time(parsed, addresses, body, headers))
    except TimeoutError as error:
        raise Unreachable("There was no answer in time.") from error


def resolve(url: httpx.URL) -> list[Address]:
    """Every address of the name, in the order in which the system would try them."""
    try:
        found = socket.getaddrinfo(url.host, url.port or DEFAULT_PORTS[url.scheme], type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unreachable("The name of the host is not known.") from error
    return list(dict.fromkeys(ip_address(str(place[0])) for *_, place in found))


async def in_time(url: httpx.URL, addresses: list[Address], body: bytes, headers: dict[str, str]) -> Answer:
    async with asyncio.timeout(TOTAL_SECONDS):
        return await to_one_of(url, addresses, body, headers)


async def to_one_of(url: httpx.URL, addresses: list[Address], body: bytes, headers: dict[str, str]) -> Answer:
    timeout = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS)
    reason = ""
    async with httpx.AsyncClient(verify=tls(), trust_env=False, follow_redirects=False, timeout=timeout) as client:
        for address in addresses:
            try:
                return await exchange(client, url, address, body, headers)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                reason = f"{type(error).__name__}: {error}"
            except httpx.HTTPError as error:
                raise Unreachable(f"{type(error).__name__}: {error}") from error
    raise Unreachable(reason)


async def exchange(
    client: httpx.AsyncClient, url: httpx.URL, address: Address, body: bytes, headers: dict[str, str]
) -> Answer:
    """The request goes to the address; Host, SNI and the certificate are the name's."""
    named = {**headers, "host": url.netloc.decode("ascii"), "accept-encoding": "identity"}
    pinned = url.copy_with(host=str(address))
    name = {"sni_hostname": url.host}
    async with client.stream("POST", pinned, content=body, headers=named, extensions=name) as response:
        read = b""
        async for chunk in response.aiter_raw():
            read += chunk
            if len(read) >= LONGEST_ANSWER:
                break
    return Answer(response.status_code, read[:LONGEST_ANSWER].decode(errors="replace").replace("\0", "\ufffd"))


@cache
def tls() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def new_secret() -> str:
    return f"whsec_{base64.b64encode(randomness.token_bytes(32)).decode()}"


def sign(secrets: str | Sequence[str], message_id: str, timestamp: datetime, body: bytes) -> dict[str, str]:
    """The headers of a Standard Webhooks message, with a signature for each secret: while one replaces another,
    receivers may know either."""
    moment = timestamp.astimezone(UTC)  # the library takes every time for UTC
    known = [secrets] if isinstance(secrets, str) else secrets
    signatures = [Webhook(secret).sign(message_id, moment, body.decode()) for secret in known]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(signatures),
    }


def verify(secrets: str | Sequence[str], headers: dict[str, str], body: bytes) -> None:
    """BadSignature unless one of the secrets signed this body within the last minutes."""
    known = [secrets] if isinstance(secrets, str) else secrets
    reason = "There is no secret to verify with."
    for secret in known:
        try:
            Webhook(secret).verify(body, headers, json_parse=False)
        except (WebhookVerificationError, ValueError) as error:  # ValueError: not even in the form of a signature
            reason = str(error)
        else:
            return
    raise BadSignature(reason)
