"""The server of a proof: it answers only this machine's own page, and only from its tables."""

import asyncio
import socket
from typing import Any

import httpx
import pytest

from printissue.core.errors import UsageError
from printissue.core.loopback import bound_socket
from printissue.proof import Board, EditionProof, Editor, PageRenderer
from printissue.proof.server import MAX_BODY, Site, application

PORT = 8123
HOST = f"127.0.0.1:{PORT}"


class Files:
    """A workplace whose only file is one issue."""

    def __init__(self) -> None:
        self.opened: list[tuple[str, int, int]] = []

    def lines(self, edition, page):
        return [{"text": f"{edition} {page}"}]

    def plate(self, edition, digest, ink):
        return b"plate" if (edition, digest, ink) == ("print", "abc", "Cyan") else None

    def open(self, file, line, column):
        if file != "issues/update/2015-10.yaml":
            return None
        self.opened.append((file, line, column))
        return ""


@pytest.fixture
def site() -> Site:
    board = Board("update/2015-10")
    page = b"<!doctype html><title>T</title>"
    board.editions["web"] = EditionProof("exact", folder={"index.html": page, "data.bin": b"1"})
    return Site(board, PageRenderer(), Files(), token="secret")


class Client:
    """Sends requests to the application, without a network."""

    def __init__(self, site: Site) -> None:
        self._transport = httpx.ASGITransport(application(site, PORT))

    def get(self, path: str, **values: Any) -> httpx.Response:
        return self._send("GET", path, values)

    def post(self, path: str, **values: Any) -> httpx.Response:
        return self._send("POST", path, values)

    def _send(self, method: str, path: str, values: dict[str, Any]) -> httpx.Response:
        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport) as client:
                return await client.request(method, f"http://{HOST}{path}", **values)

        return asyncio.run(send())


@pytest.fixture
def client(site: Site) -> Client:
    return Client(site)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": f"localhost:{PORT}"}, 200),
        ({"sec-fetch-site": "same-origin", "origin": f"http://{HOST}"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"host": f"rebound.example:{PORT}"}, 421),
        ({"host": "127.0.0.1:8124"}, 421),
        ({"host": "127.0.0.1"}, 421),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:8124"}, 403),
        ({"origin": f"https://{HOST}"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_only_requests_of_the_page_itself_are_answered(client, headers, status) -> None:
    assert client.get("/secret/", headers=headers).status_code == status


@pytest.mark.parametrize(
    "path", ["/", "/proof.css", "/Secret/", "/secre/", "/secret2/", "//secret/"]
)
def test_nothing_is_served_without_the_token(client, path) -> None:
    answer = client.get(path)
    assert answer.status_code == 403
    assert "token" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "..%2f__init__.py",
        "%2e%2e/__init__.py",
        "ui/index.html",
        "web/web/..%2findex.html",
        "web/web/%2fetc%2fpasswd",
        "web/print/index.html",
        "page/..%2f..%2fsecret/96.jpg",
        "page/unknown/96.jpg",
        "tile/unknown/384/0-0.jpg",
    ],
)
def test_no_path_leads_to_a_file(client, path) -> None:
    assert client.get(f"/secret/{path}").status_code == 404


def test_scripts_run_only_from_files_and_web_pages_run_none(client) -> None:
    answer = client.get("/secret/")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    page = client.get("/secret/web/web/index.html")
    assert page.headers["content-type"].startswith("text/html")
    assert "script-src" not in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    data = client.get("/secret/web/web/data.bin")
    assert data.headers["content-type"] == "application/octet-stream"


def test_large_requests_are_refused(client) -> None:
    large = b"x" * (MAX_BODY + 1)
    assert client.post("/secret/open", content=large).status_code == 413

    async def pieces():
        for _ in range(3):
            yield large[:2000]

    assert client.post("/secret/open", content=pieces()).status_code == 413


def test_only_files_of_the_issue_are_opened(client, site) -> None:
    place = {"file": "issues/update/2015-10.yaml", "line": 3, "column": 2}
    assert client.post("/secret/open", json=place).json() == {"link": ""}
    assert client.post("/secret/open", json=place | {"file": "notes.txt"}).status_code == 404
    assert client.get("/secret/open").status_code == 404
    for wrong in (b"", b"[]", b"{}", b'{"file": "a", "line": "x"}', b"[" * 3000, b"\xff"):
        assert client.post("/secret/open", content=wrong).status_code == 400
    assert site.workplace.opened == [("issues/update/2015-10.yaml", 3, 2)]


def test_a_port_in_use_is_reported() -> None:
    with bound_socket(0) as first, pytest.raises(UsageError, match="cannot listen on port"):
        bound_socket(first.getsockname()[1])
    with bound_socket(0) as listening:
        assert listening.getsockname()[0] == socket.gethostbyname("localhost") == "127.0.0.1"


@pytest.mark.parametrize(
    ("command", "environment", "expected"),
    [
        ("edit {file} +{line}", {"VISUAL": "code"}, ("edit", "{file}", "+{line}")),
        ("my-editor", {}, ("my-editor", "{file}")),
        (None, {"VISUAL": "kate"}, ("kate", "--line", "{line}", "--column", "{column}", "{file}")),
        (None, {"VISUAL": "vim", "EDITOR": "code -r"}, ("code", "-r", "--goto", "{file}:{line}:{column}")),
        (None, {"EDITOR": "vim"}, ()),
        (None, {}, ()),
    ],
)  # fmt: skip
def test_the_editor_is_the_one_that_was_asked_for_or_has_a_window(command, environment, expected):
    assert Editor.of(command, environment).command == expected


def test_without_an_editor_there_is_a_link(tmp_path) -> None:
    file = tmp_path / "a b.yaml"
    assert Editor().open(file, 3, 5) == f"vscode://file{tmp_path.as_posix()}/a%20b.yaml:3:5"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("print/abc/Cyan.jpg", 200),
        ("print/abc/Green.jpg", 404),
        ("screen/abc/Cyan.jpg", 404),
        ("print/../../Cyan.jpg", 404),
    ],
)
def test_plates_come_from_the_pages_that_are_shown(client, path, status) -> None:
    answer = client.get(f"/secret/plate/{path}")
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["content-type"] == "image/jpeg"
