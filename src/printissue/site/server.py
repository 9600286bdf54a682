"""A web server for looking at a site on this machine. It answers only programs of this machine, under its own names."""

import asyncio
import mimetypes
import os
import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from printissue.core.errors import UsageError
from printissue.core.loopback import ADDRESS, Server
from printissue.site.addresses import NOT_FOUND

NAMES = ("localhost", ADDRESS)
"""The names by which browsers may ask for the site: a name of somebody else could lead here, too (DNS rebinding)."""

_TYPES = {
    ".avif": "image/avif",
    ".epub": "application/epub+zip",
    ".ics": "text/calendar",
    ".js": "text/javascript",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml",
}
"""Media types that some systems do not know, or know by an older name."""

_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)">')


def root_of(folder: Path) -> str:
    """Return the path of a site on its host, such as `/newsletters/`. Raise UsageError if a folder has no site."""
    try:
        page = (folder / "index.html").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        page = ""
    found = _CANONICAL.search(page)
    if not found or not (folder / NOT_FOUND).is_file():
        raise UsageError(f"there is no site in {folder}", "make it: printissue site")
    return urlsplit(found[1]).path or "/"


class SiteFiles(StaticFiles):
    """The files of a site, without those whose names begin with a dot; links to files elsewhere are not followed."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Return the full path of a file and its state, None if it is not served."""
        if any(part.startswith(".") and part != "." for part in Path(path).parts):
            return "", None
        return super().lookup_path(path)


def application(folder: Path, root: str) -> Starlette:
    """Return the web application that serves a folder below a path; other addresses get the site's own 404 page."""

    def elsewhere(request: Request) -> Response:
        if request.url.path in ("/", root.rstrip("/")):
            return RedirectResponse(root)
        return FileResponse(folder / NOT_FOUND, status_code=404)

    files = Mount(root.rstrip("/"), app=SiteFiles(directory=folder, html=True))
    others = Route("/{path:path}", elsewhere)
    routes = [files] if root == "/" else [Route(root.rstrip("/"), elsewhere), files, others]
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=list(NAMES))
    return Starlette(routes=routes, middleware=[hosts])


def serve(folder: Path, root: str, listening: socket.socket) -> None:
    """Serve a folder until an interrupt."""
    for suffix, media_type in _TYPES.items():
        mimetypes.add_type(media_type, suffix)
    config = uvicorn.Config(
        application(folder, root),
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    asyncio.run(Server(config).serve(sockets=[listening]))
