"""Fetch the pictures that a newsletter loads from the web: by https only, from public hosts, within limits.

A newsletter comes from anyone, so its addresses must not reach hosts of the user's own network. The addresses of a host
are checked after they are resolved, and the connection is made to the address that was checked; so it is for each
redirect.
"""

import http.client
import io
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from email.message import Message
from typing import Any
from urllib.parse import urljoin, urlsplit

from printissue.core.version import VERSION

MAX_BYTES = 10_000_000
"""The size of the largest picture in bytes."""

MAX_TOTAL = 100_000_000
"""The size of all pictures of a run in bytes."""

MAX_PICTURES = 200
"""The most pictures of a run that are fetched."""

MAX_REDIRECTS = 5

TIMEOUT = 20.0
"""Seconds that one picture may take, with its redirects."""

TOTAL_TIMEOUT = 300.0
"""Seconds that all pictures of a run may take."""

TYPES = {
    "image/png": b"\x89PNG",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
"""The types of pictures that are fetched, with the bytes at their start."""

_PORT = 443
_CHUNK = 65_536
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""Addresses that stand for those of IPv4 behind a translator (RFC 6052)."""

Resolve = Callable[[str], Sequence[str]]
"""Returns the IP addresses of a host. Raises OSError if there are none."""

Connect = Callable[[str, str, float], socket.socket]
"""Returns a connection to an IP address for a host, with a timeout in seconds. Raises OSError."""


class FetchError(Exception):
    """A picture is not fetched; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def resolve(host: str) -> Sequence[str]:
    """Return the IP addresses of a host, from the system's resolver."""
    found = socket.getaddrinfo(host, _PORT, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(one[4][0]) for one in found))


def connect(address: str, host: str, timeout: float) -> socket.socket:
    """Return a TLS connection to an address, whose certificate must be that of the host."""
    plain = socket.create_connection((address, _PORT), timeout)
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


@dataclass(slots=True)
class Fetcher:
    """Fetches the pictures of a run, each address once. Tests replace the resolver and the connector."""

    resolve: Resolve = resolve
    connect: Connect = connect
    clock: Callable[[], float] = time.monotonic
    _known: dict[str, bytes | str] = field(default_factory=dict)
    _size: int = 0
    _end: float | None = None

    def fetch(self, url: str) -> bytes:
        """Return a picture. Raise FetchError with the reason if it cannot or must not be fetched."""
        if url not in self._known:
            try:
                self._known[url] = self._fetched(url)
            except FetchError as error:
                self._known[url] = error.reason
        found = self._known[url]
        if isinstance(found, str):
            raise FetchError(found)
        return found

    def _fetched(self, url: str) -> bytes:
        now = self.clock()
        self._end = now + TOTAL_TIMEOUT if self._end is None else self._end
        if sum(isinstance(one, bytes) for one in self._known.values()) >= MAX_PICTURES:
            raise FetchError(f"there are more than {MAX_PICTURES} pictures")
        deadline = min(now + TIMEOUT, self._end)
        for _ in range(MAX_REDIRECTS + 1):
            target = self._response(url, deadline)
            if isinstance(target, bytes):
                self._size += len(target)
                return target
            url = target
        raise FetchError(f"more than {MAX_REDIRECTS} redirects")

    def _response(self, url: str, deadline: float) -> bytes | str:
        """Return the picture at an address, or the address that it redirects to."""
        host, path = _checked(url)
        try:
            with closing(self._connected(host, deadline)) as connection:
                connection.sendall(_request(host, path))
                stream: Any = _Stream(connection, deadline, self.clock)
                with http.client.HTTPResponse(stream) as response:
                    response.begin()
                    if response.status in (301, 302, 303, 307, 308):
                        return urljoin(url, response.headers.get("Location", ""))
                    if response.status != 200:
                        raise FetchError(f"the server answers {response.status}")
                    return self._content(response)
        except TimeoutError:
            raise FetchError(f"it takes longer than {TIMEOUT:g} seconds") from None
        except ssl.SSLError as error:
            raise FetchError(f"no secure connection: {error.reason or error}") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FetchError(f"no connection ({type(error).__name__})") from None

    def _connected(self, host: str, deadline: float) -> socket.socket:
        """Return a connection to a host, all of whose addresses are public."""
        addresses = self.resolve(host)
        if private := [one for one in addresses if not is_public(one)]:
            raise FetchError(f"{host} is not a public host: its address is {private[0]}")
        failure: OSError = OSError("no address")
        for address in addresses[:3]:
            try:
                return self.connect(address, host, _remaining(deadline, self.clock))
            except TimeoutError:
                raise
            except OSError as error:
                failure = error
        raise failure

    def _content(self, response: http.client.HTTPResponse) -> bytes:
        kind = _type(response.headers)
        if kind not in TYPES:
            raise FetchError(f"it is no picture that is fetched, but {kind or 'of no type'}")
        limit = min(MAX_BYTES, MAX_TOTAL - self._size)
        announced = response.headers.get("Content-Length", "")
        if announced.isdecimal() and int(announced[:20]) > limit:
            raise FetchError(_too_large(limit))
        content = bytearray()
        while chunk := response.read1(_CHUNK):
            content += chunk
            if len(content) > limit:
                raise FetchError(_too_large(limit))
        if announced.isdecimal() and len(content) < int(announced[:20]):
            raise FetchError("it is incomplete")
        if not content.startswith(TYPES[kind]):
            raise FetchError(f"it is not {kind}, as the server says")
        return bytes(content)


def is_public(address: str) -> bool:
    """Return whether an IP address is that of a public host: not private, loopback, link-local, multicast or reserved.

    An IPv6 address that stands for one of IPv4 is judged by that one.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if inner is None and found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast and not found.is_reserved


def _checked(url: str) -> tuple[str, str]:
    """Return the host and the path of an address. Raise FetchError if it must not be fetched."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise FetchError("the address is not valid") from None
    if parts.scheme.lower() != "https":
        raise FetchError("only https addresses are fetched")
    if port not in (None, _PORT) or parts.username is not None or not host:
        raise FetchError("addresses with a port or a user name are not fetched")
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        raise FetchError("the host name is not valid") from None
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    if not re.fullmatch(r"[!-~]+", path) or not re.fullmatch(r"[0-9A-Za-z.:_-]+", host):
        raise FetchError("the address is not valid")
    return host, path


def _request(host: str, path: str) -> bytes:
    name = f"[{host}]" if ":" in host else host
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: {name}",
        f"User-Agent: printissue/{VERSION}",
        f"Accept: {', '.join(TYPES)}",
        "Accept-Encoding: identity",
        "Connection: close",
    )
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode("ascii")


def _type(headers: Message) -> str:
    kind = headers.get_content_type() if headers.get("Content-Type") else ""
    return {"image/jpg": "image/jpeg"}.get(kind, kind)


def _too_large(limit: int) -> str:
    return f"it is larger than {limit // 1_000_000} MB"


def _remaining(deadline: float, clock: Callable[[], float]) -> float:
    """Return the seconds until a deadline. Raise TimeoutError if it is over."""
    remaining = deadline - clock()
    if remaining <= 0:
        raise TimeoutError
    return remaining


class _Stream(io.RawIOBase):
    """A connection as the stream that http.client reads; no read goes on after the deadline."""

    def __init__(
        self, connection: socket.socket, deadline: float, clock: Callable[[], float]
    ) -> None:
        self._connection, self._deadline, self._clock = connection, deadline, clock

    def makefile(self, mode: str) -> io.BufferedReader:
        """Return the stream with a buffer."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Read what has arrived. Raise TimeoutError after the deadline."""
        self._connection.settimeout(_remaining(self._deadline, self._clock))
        return self._connection.recv_into(buffer)
