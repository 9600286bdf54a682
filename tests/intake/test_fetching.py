"""Pictures on the web are fetched within limits, and never from a host of the user's own network."""

import itertools
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from made_up_pictures import encoded, scene
from printissue.intake import fetching
from printissue.intake.fetching import Fetcher, FetchError, is_public

PUBLIC = "93.184.215.14"
PNG = encoded(scene(), "PNG")
IMAGE = {"Content-Type": "image/png"}


class Handler(BaseHTTPRequestHandler):
    """Answers with what the test has put at a path: status, headers and body."""

    answers: dict[str, tuple[int, dict[str, str], bytes]] = {}
    seen: list[tuple[str, str]] = []

    def do_GET(self):
        self.seen.append((self.headers["Host"], self.path))
        status, headers, body = self.answers[self.path]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        with suppress(OSError):  # the client may have left
            self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@pytest.fixture
def fetch(server):
    """Return a function that makes a fetcher whose public hosts are all the server of the test."""
    Handler.seen = []

    def made(answers, hosts=None, **more):
        Handler.answers = answers
        connected = []

        def connect(address, host, timeout):
            connected.append((address, host))
            return socket.create_connection(server.server_address[:2], timeout)

        names = {"cdn.example.org": (PUBLIC,), **(hosts or {})}
        fetcher = Fetcher(resolve=names.__getitem__, connect=connect, **more)
        return fetcher, connected

    return made


def reason(fetcher: Fetcher, url: str) -> str:
    with pytest.raises(FetchError) as raised:
        fetcher.fetch(url)
    return raised.value.reason


def test_a_picture_is_fetched_from_the_address_that_was_checked(fetch) -> None:
    fetcher, connected = fetch({"/a.png?b=c": (200, IMAGE, PNG)})
    assert fetcher.fetch("https://cdn.example.org/a.png?b=c") == PNG
    assert fetcher.fetch("https://cdn.example.org/a.png?b=c") == PNG
    assert connected == [(PUBLIC, "cdn.example.org")]
    assert Handler.seen == [("cdn.example.org", "/a.png?b=c")]


def test_redirects_are_followed_and_checked_each(fetch) -> None:
    hosts = {"other.example.org": ("2606:2800:21f:cb07::1",), "inner.example.org": ("10.0.0.7",)}
    answers = {
        "/a": (302, {"Location": "https://other.example.org/b"}, b""),
        "/b": (307, {"Location": "c"}, b""),
        "/c": (200, IMAGE, PNG),
        "/inside": (302, {"Location": "https://inner.example.org/admin"}, b""),
        "/plain": (302, {"Location": "http://cdn.example.org/c"}, b""),
        "/again": (302, {"Location": "/again"}, b""),
    }
    fetcher, connected = fetch(answers, hosts)
    assert fetcher.fetch("https://cdn.example.org/a") == PNG
    assert [host for _, host in connected] == [
        "cdn.example.org",
        "other.example.org",
        "other.example.org",
    ]
    assert reason(fetcher, "https://cdn.example.org/inside") == (
        "inner.example.org is not a public host: its address is 10.0.0.7"
    )
    assert reason(fetcher, "https://cdn.example.org/plain") == "only https addresses are fetched"
    assert reason(fetcher, "https://cdn.example.org/again") == "more than 5 redirects"
    assert "/admin" not in [path for _, path in Handler.seen]


def test_a_host_with_one_private_address_is_refused_before_a_connection(fetch) -> None:
    fetcher, connected = fetch({}, {"cdn.example.org": (PUBLIC, "127.0.0.1")})
    assert "not a public host" in reason(fetcher, "https://cdn.example.org/a")
    assert connected == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://cdn.example.org/a", "only https addresses are fetched"),
        ("file:///etc/passwd", "only https addresses are fetched"),
        ("https://cdn.example.org:8443/a", "addresses with a port or a user name are not fetched"),
        ("https://me@cdn.example.org/a", "addresses with a port or a user name are not fetched"),
        ("https://cdn.example.org/a b", "the address is not valid"),
        ("https://[::1/a", "the address is not valid"),
    ],
)
def test_other_addresses_are_not_fetched(fetch, url: str, expected: str) -> None:
    fetcher, connected = fetch({})
    assert reason(fetcher, url) == expected
    assert connected == []


def test_only_pictures_within_the_limits_are_fetched(fetch, monkeypatch) -> None:
    monkeypatch.setattr(fetching, "MAX_BYTES", 2_000_000)
    large = PNG + b"\0" * 2_000_000
    answers = {
        "/page": (200, {"Content-Type": "text/html; charset=utf-8"}, b"<p>"),
        "/none": (200, {}, PNG),
        "/svg": (200, {"Content-Type": "image/svg+xml"}, b"<svg/>"),
        "/false": (200, IMAGE, b"<script>"),
        "/gone": (404, IMAGE, PNG),
        "/announced": (200, {**IMAGE, "Content-Length": str(len(large))}, b""),
        "/large": (200, IMAGE, large),
        "/short": (200, {**IMAGE, "Content-Length": str(len(PNG) + 9)}, PNG),
    }
    fetcher, _ = fetch(answers)
    reasons = [reason(fetcher, f"https://cdn.example.org{path}") for path in answers]
    assert reasons == [
        "it is no picture that is fetched, but text/html",
        "it is no picture that is fetched, but of no type",
        "it is no picture that is fetched, but image/svg+xml",
        "it is not image/png, as the server says",
        "the server answers 404",
        "it is larger than 2 MB",
        "it is larger than 2 MB",
        "it is incomplete",
    ]


def test_all_pictures_together_are_limited(fetch, monkeypatch) -> None:
    monkeypatch.setattr(fetching, "MAX_PICTURES", 2)
    answers = {f"/{number}": (200, IMAGE, PNG) for number in range(3)}
    fetcher, _ = fetch(answers)
    for number in range(2):
        fetcher.fetch(f"https://cdn.example.org/{number}")
    assert reason(fetcher, "https://cdn.example.org/2") == "there are more than 2 pictures"


def test_a_slow_server_is_left_at_the_deadline(fetch) -> None:
    ticks = itertools.chain([0.0, 1.0], itertools.repeat(fetching.TIMEOUT + 1))
    fetcher, _ = fetch({"/a": (200, IMAGE, PNG)}, clock=lambda: next(ticks))
    assert reason(fetcher, "https://cdn.example.org/a") == "it takes longer than 20 seconds"


def test_a_host_that_is_not_there_is_no_traceback() -> None:
    def nowhere(_host):
        raise socket.gaierror(-2, "Name or service not known")

    assert (
        reason(Fetcher(resolve=nowhere), "https://cdn.example.org/a") == "no connection (gaierror)"
    )


@pytest.mark.parametrize(
    ("address", "public"),
    [
        (PUBLIC, True),
        ("2606:2800:21f:cb07::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        (f"::ffff:{PUBLIC}", True),
        ("64:ff9b::a00:1", False),
        ("2002:7f00:1::", False),
        ("not an address", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) == public


def test_a_connection_needs_a_certificate_of_the_host(server, monkeypatch) -> None:
    original, opened = socket.create_connection, []

    def create(_address, _timeout):
        opened.append(original(server.server_address[:2], 2))
        return opened[-1]

    monkeypatch.setattr(socket, "create_connection", create)
    # the server speaks no TLS
    fetcher = Fetcher(resolve=lambda _: (PUBLIC,))
    assert reason(fetcher, "https://cdn.example.org/a").startswith("no secure connection")
    assert [one.fileno() for one in opened] == [-1]
