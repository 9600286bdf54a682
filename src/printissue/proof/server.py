"""The web application of a proof, and its server, which answers only the browser of this machine's user.

Any web page can send requests to a port of this machine, and a name that an attacker owns can be made to point to it.
So each request must name this host exactly, come from this page or from the address bar, and know the token in the
address. What is served comes from tables in memory; no path of a request is opened as a file.
"""

import asyncio
import json
import secrets
import socket
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any, Protocol

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from printissue.core.loopback import ADDRESS, Server
from printissue.proof.board import Board
from printissue.proof.rendering import PageRenderer

MAX_BODY = 4096
"""The most bytes of a request's body; what the page sends has less than a hundred."""
MAX_HEAD = 16384
"""The most bytes of a request's head."""
_KEEP_ALIVE_S = 15.0
"""The interval of comments in an event stream, which fail once the browser has gone, in seconds."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of the proof: files of this server only, no inline script."""
WEB_POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
"""That of the pages of a web edition or mail, which are shown in a frame: no script at all, but styles in the page."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".woff2": "font/woff2",
}
"""Media types by suffix. A file of another kind is sent as plain bytes, which a browser does not run."""
UI_FILES = (
    "index.html",
    "icon.svg",
    "proof.css",
    "proof.js",
    "pages.js",
    "findings.js",
    "server.js",
)


class Workplace(Protocol):
    """The access to the manuscript that the server needs: lines of pages and their places."""

    def lines(self, edition: str, page: int) -> Sequence[Mapping[str, Any]]:
        """Return the lines of a page (from 1) as JSON values, each with its area and its place in the manuscript."""

    def plate(self, edition: str, digest: str, ink: str) -> bytes | None:
        """Return a plate of a page as a JPEG, up to the bleed; None if there is none."""

    def open(self, file: str, line: int, column: int) -> str | None:
        """Open a file of the workspace in the editor. Return a link to follow, or "" if it is open; None if refused."""


@dataclass(slots=True)
class Site:
    """The values behind the answers: what is shown, its pictures, the manuscript, and the end of the server."""

    board: Board
    renderer: PageRenderer
    workplace: Workplace
    token: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    ended: asyncio.Event = field(default_factory=asyncio.Event)


def application(site: Site, port: int) -> ASGIApp:
    """Return the web application for a port of this machine."""
    routes = [
        Route("/events", _events),
        Route("/page/{digest}/{ppi:int}.jpg", _page),
        Route("/tile/{digest}/{ppi:int}/{column:int}-{row:int}.jpg", _tile),
        Route("/plate/{edition}/{digest}/{ink}.jpg", _plate),
        Route("/lines/{edition}/{page:int}", _lines),
        Route("/open", _open, methods=["POST"]),
        Route("/web/{edition}/{path:path}", _web),
        Route("/{name:path}", _ui),
    ]
    app = Starlette(routes=[Mount("/{token}", routes=routes)])
    app.state.site = site
    app.state.ui = _ui_files()
    return Guard(app, site.token, port)


def _ui_files() -> dict[str, bytes]:
    folder = files("printissue.proof") / "ui"
    return {name: (folder / name).read_bytes() for name in UI_FILES}


class Guard:
    """Refuses requests that do not come from this machine's own page, and adds the headers of every answer."""

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app, self._token = app, token
        self._hosts = frozenset({f"{ADDRESS}:{port}", f"localhost:{port}"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        app: ASGIApp = PlainTextResponse(refusal[1], refusal[0]) if refusal else self._app

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *_missing(message["headers"])]
            await send(message)

        await app(scope, receive, with_headers)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """Return the status and the reason for a refusal."""
        headers: dict[bytes, list[str]] = {}
        for name, value in scope["headers"]:
            headers.setdefault(name.lower(), []).append(value.decode("latin-1"))
        hosts = headers.get(b"host", [])
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            return 421, "this server does not answer for that host"
        origins = headers.get(b"origin", [])
        # another port of this machine is "same-site", and not this page
        sites = headers.get(b"sec-fetch-site", [])
        if {*origins} - {f"http://{hosts[0]}"} or {*sites} - {"same-origin", "none"}:
            return 403, "this request comes from another site"
        length = headers.get(b"content-length", ["0"])[0]
        if not length.isdecimal() or int(length) > MAX_BODY:
            return 413, "this request is too large"
        token = str(scope["path"]).partition("/")[2].partition("/")[0]
        if not secrets.compare_digest(token.encode(), self._token.encode()):
            return 403, "open the address that printissue proof prints: it has a token"
        return None


def _missing(headers: Sequence[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the headers of every answer that this one does not set itself."""
    present = {name.lower() for name, _ in headers}
    for name, value in (
        (b"content-security-policy", POLICY.encode()),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"referrer-policy", b"no-referrer"),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
    ):
        if name not in present:
            yield name, value


# the answers

_FOREVER = {"cache-control": "private, max-age=31536000, immutable"}


def _site(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


async def _ui(request: Request) -> Response:
    name = request.path_params["name"] or "index.html"
    content = request.app.state.ui.get(name)
    if content is None:
        return PlainTextResponse("not found", 404)
    return Response(content, media_type=TYPES[PurePosixPath(name).suffix])


async def _events(request: Request) -> Response:
    """Send what an edition shows now, and again at each change."""
    site, edition = _site(request), request.query_params.get("edition", "print")

    async def stream() -> AsyncIterator[str]:
        queue = site.board.listen(edition)
        try:
            yield "retry: 500\n\n"
            while not site.ended.is_set():
                yield f"data: {json.dumps(site.board.view(edition))}\n\n"
                while not await _changed(queue, site.ended):
                    yield ": still here\n\n"
        finally:
            site.board.leave(queue)

    return StreamingResponse(stream(), media_type="text/event-stream")


async def _changed(queue: "asyncio.Queue[None]", ended: asyncio.Event) -> bool:
    """Wait for the next change or the end; return False if there is none for a while."""
    waiting = [asyncio.ensure_future(queue.get()), asyncio.ensure_future(ended.wait())]
    done, pending = await asyncio.wait(
        waiting, timeout=_KEEP_ALIVE_S, return_when=asyncio.FIRST_COMPLETED
    )
    for one in pending:
        one.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return bool(done)


def _page(request: Request) -> Response:
    picture = _site(request).renderer.page(
        request.path_params["digest"], request.path_params["ppi"]
    )
    return _picture(picture)


def _tile(request: Request) -> Response:
    params = request.path_params
    place = params["column"], params["row"]
    return _picture(_site(request).renderer.tile(params["digest"], params["ppi"], *place))


def _plate(request: Request) -> Response:
    params = request.path_params
    return _picture(
        _site(request).workplace.plate(params["edition"], params["digest"], params["ink"])
    )


def _picture(content: bytes | None) -> Response:
    if content is None:
        return PlainTextResponse("not found", 404)
    return Response(content, media_type="image/jpeg", headers=_FOREVER)


def _lines(request: Request) -> Response:
    params = request.path_params
    return JSONResponse(_site(request).workplace.lines(params["edition"], params["page"]))


async def _open(request: Request) -> Response:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BODY:
            return PlainTextResponse("this request is too large", 413)
    try:
        given = json.loads(body)
        file, line, column = str(given["file"]), int(given["line"]), int(given.get("column") or 1)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return PlainTextResponse("this is not a place in a file", 400)
    link = _site(request).workplace.open(file, max(line, 1), max(column, 1))
    if link is None:
        return PlainTextResponse("this file is not part of the issue", 404)
    return JSONResponse({"link": link})


async def _web(request: Request) -> Response:
    """Send a file of an edition that is a folder."""
    proof = _site(request).board.editions.get(request.path_params["edition"])
    path = request.path_params["path"]
    content = proof.folder.get(path) if proof else None
    if content is None:
        return PlainTextResponse("not found", 404)
    media_type = TYPES.get(PurePosixPath(path).suffix, "application/octet-stream")
    return Response(content, media_type=media_type, headers={"content-security-policy": WEB_POLICY})


# the server


class ProofServer:
    """Serves a proof on a socket until `end` is called."""

    def __init__(self, site: Site, listening: socket.socket) -> None:
        self.site, self._listening = site, listening
        self._port = listening.getsockname()[1]
        config = uvicorn.Config(
            application(site, self._port),
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            h11_max_incomplete_event_size=MAX_HEAD,
            timeout_graceful_shutdown=2,
        )
        self._server = Server(config)
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def address(self) -> str:
        """The address of the proof, with its token."""
        return f"http://{ADDRESS}:{self._port}/{self.site.token}/"

    async def serve(self) -> None:
        """Answer requests until the end."""
        self._loop = asyncio.get_running_loop()
        await self._server.serve(sockets=[self._listening])

    def end(self) -> None:
        """End the event streams, which the server would wait for, and then the server; any thread may call this."""
        self._server.should_exit = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.site.ended.set)
