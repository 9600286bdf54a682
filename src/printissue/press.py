"""The press: HTML and sheets in, raw PDF out, through WeasyPrint.

The press is closed: a table of bytes answers every address; whatever else a page asks for is refused and reported.
WeasyPrint mostly logs what it drops; here each record of its log becomes a finding with its place.
"""

import copy
import ctypes.util
import logging
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from printissue import tagmarks
from printissue.dress import Sheet
from printissue.editions import Edition
from printissue.errors import MissingError
from printissue.findings import Finding, Place

ADDRESS = "https://printissue.invalid/"
"""The origin of everything that a page or sheet names; only the table of resources answers it."""

JPEG_QUALITY = 82
"""Quality of JPEG pictures that are reduced for the screen edition, of 95 (Pillow's scale)."""

_DROPPED = re.compile(
    r"^(?P<what>.*?) at (?P<line>\d+):(?P<column>\d+)[,.:]? ?(?P<why>.*)$", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Forme:
    """All that goes under the press: HTML, sheets in order, and the bytes behind every name.

    A page or sheet names a resource by its path from `ADDRESS`; `place` is the manuscript, for findings.
    """

    html: str
    sheets: tuple[Sheet, ...]
    resources: Mapping[str, bytes]
    place: str


@dataclass(slots=True)
class Layout:
    """A set issue: WeasyPrint's document, and what was found while setting it."""

    document: Any
    findings: tuple[Finding, ...] = ()
    pages: int = 0


class _Log(logging.Handler):
    """Keeps the messages that WeasyPrint logs while something is set."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def load(fontconfig: Path) -> None:
    """Load WeasyPrint with the fonts of a fontconfig file and no others. MissingError where Pango is not there."""
    os.environ["FONTCONFIG_FILE"] = str(fontconfig)
    try:
        with _quick_lookup():
            import weasyprint  # noqa: F401 - loaded for its effect
    except OSError as error:
        hint = "on Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        raise MissingError(f"WeasyPrint cannot load Pango: {error}", hint) from None


def _nothing(name: str) -> None:
    """Find no library, at once."""


@contextmanager
def _quick_lookup() -> Iterator[None]:
    """Spare the searches for library names that do not exist on Linux: each starts ldconfig and a compiler."""
    original = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = _nothing
    try:
        yield
    finally:
        ctypes.util.find_library = original


def set_pages(forme: Forme) -> Layout:
    """Lay out the pages. `load` must have been called."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    resources = {ADDRESS + name: content for name, content in forme.resources.items()}
    fetcher = _fetcher(resources)
    fonts = FontConfiguration()
    findings: list[Finding] = []
    sheets = []
    for sheet in forme.sheets:
        with _logged() as log:
            sheets.append(
                CSS(string=sheet.css, url_fetcher=fetcher, font_config=fonts, base_url=_base(sheet))
            )
        findings += [_sheet_finding(message, sheet) for message in dict.fromkeys(log)]
    if findings:
        return Layout(None, tuple(findings))
    with _logged() as log:
        document = HTML(string=forme.html, url_fetcher=fetcher, base_url=ADDRESS).render(
            stylesheets=sheets, font_config=fonts
        )
    findings += [_page_finding(message, forme) for message in dict.fromkeys(log)]
    findings += [_refusal(url, forme) for url in dict.fromkeys(fetcher.refused)]
    return Layout(document, tuple(findings), len(document.pages))


def write(layout: Layout, edition: Edition) -> bytes:
    """Write a layout as the raw PDF of an edition, uncompressed, for the stage that finishes it."""
    from weasyprint.document import Document

    given = layout.document
    tagged = not edition.in_ink
    if tagged:
        tagmarks.leave(given.pages)
    document = Document(
        given.pages,
        copy.copy(given.metadata),
        given.url_fetcher,
        given.font_config,
        dict(given.color_profiles),
        "srgb" if tagged else None,
    )
    options: dict[str, object] = {"pdf_tags": tagged, "uncompressed_pdf": True}
    if tagged:
        options["output_intent"] = "srgb"
    if edition.ppi:
        options |= {"dpi": edition.ppi, "jpeg_quality": JPEG_QUALITY, "optimize_images": True}
    with _logged():
        return bytes(document.write_pdf(**options))


def _fetcher(resources: Mapping[str, bytes]) -> Any:  # noqa: ANN401 - a class that only exists once loaded
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class Closed(URLFetcher):  # type: ignore[misc]
        """Answers from the table, and remembers what it refused: inside SVG nothing else tells."""

        def __init__(self) -> None:
            super().__init__()
            self.refused: list[str] = []

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            if url.startswith("data:image/"):
                return super().fetch(url)
            if url not in resources:
                self.refused.append(url)
                raise ValueError("not named by the manuscript or the theme")
            return URLFetcherResponse(url, resources[url])

    return Closed()


@contextmanager
def _logged() -> Iterator[list[str]]:
    """Catch what WeasyPrint logs, and keep it off the terminal."""
    logger = logging.getLogger("weasyprint")
    handler = _Log()
    kept = logger.propagate
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield handler.messages
    finally:
        logger.removeHandler(handler)
        logger.propagate = kept


def _base(sheet: Sheet) -> str:
    return ADDRESS + sheet.name


def _sheet_finding(message: str, sheet: Sheet) -> Finding:
    match = _DROPPED.match(message)
    if not match:
        return Finding("css-fault", Place(sheet.name), message)
    line, column = int(match["line"]), int(match["column"])
    lines = sheet.css.splitlines()
    text = lines[line - 1] if line <= len(lines) else ""
    what = " ".join(f"{match['what']}: {match['why'].rstrip('.')}".rstrip(": ").split())
    hint = "docs/themes.md lists what the press has and lacks"
    return Finding("css-fault", Place(sheet.name, line, column, text=text), what, hint)


def _page_finding(message: str, forme: Forme) -> Finding:
    rule = "press-anchor" if message.startswith("No anchor") else "press-log"
    return Finding(rule, Place(forme.place), message)


def _refusal(url: str, forme: Forme) -> Finding:
    hint = "give pictures in the manuscript; a theme's files lie in its own folder"
    return Finding(
        "press-refused", Place(forme.place), f"{url} was asked for and not fetched", hint
    )
