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
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from printissue import tagmarks
from printissue.editions import Edition
from printissue.errors import MissingError
from printissue.findings import Finding, Place
from printissue.sheets import Sheet

ADDRESS = "https://printissue.invalid/"
"""The origin of everything that a page or sheet names; only the table of resources answers it."""

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
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    resources = {ADDRESS + name: content for name, content in forme.resources.items()}
    fetcher = _fetcher(resources)
    fonts = FontConfiguration()
    sheets, findings = _read_sheets(forme, fetcher, fonts)
    if findings:
        return Layout(None, tuple(findings))
    with _logged() as log:
        document = HTML(string=forme.html, url_fetcher=fetcher, base_url=ADDRESS).render(
            stylesheets=sheets, font_config=fonts
        )
    refused = dict.fromkeys(fetcher.refused)
    told = [one for one in dict.fromkeys(log) if not any(f"'{url}'" in one for url in refused)]
    findings += [_page_finding(message, forme.place) for message in told]
    findings += [_refusal(url, forme) for url in refused]
    return Layout(document, tuple(findings), len(document.pages))


def _read_sheets(
    forme: Forme, fetcher: object, fonts: object
) -> tuple[list[object], list[Finding]]:
    """Read the sheets; those that others import are read by themselves first, so that a fault is found in its file."""
    from weasyprint import CSS

    contents = {name: raw for name, raw in forme.resources.items() if name.endswith(".css")}
    imported = [Sheet(name, raw.decode("utf-8-sig")) for name, raw in contents.items()]
    read: list[object] = []
    findings: list[Finding] = []
    told: set[str] = set()  # what a sheet logs that others import, it logs again in those
    for number, sheet in enumerate((*imported, *forme.sheets)):
        with _logged() as log:
            read.append(
                CSS(string=sheet.css, url_fetcher=fetcher, font_config=fonts, base_url=_base(sheet))
            )
        findings += [_sheet_finding(one, sheet) for one in dict.fromkeys(log) if one not in told]
        told |= set(log) if number < len(imported) else set()
    return read[len(imported) :], findings


def write(layout: Layout, edition: Edition, place: str) -> tuple[bytes, tuple[Finding, ...]]:
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
    with _logged() as log, _reduced(given.pages, edition.ppi):
        raw = bytes(document.write_pdf(**options))
    # a decorative picture has no alternative text, and the access stage makes it an artifact
    kept = [message for message in dict.fromkeys(log) if "alt description" not in message]
    return raw, tuple(_page_finding(message, place) for message in kept)


@contextmanager
def _reduced(pages: Sequence[Any], ppi: int | None) -> Iterator[None]:
    """Have pictures written with at most `ppi` pixels to the inch of their largest place.

    WeasyPrint takes that limit before the layout, where the editions of a layout still share it.
    """
    pictures = [one for page in pages for one in _pictures(page._page_box)] if ppi else []
    each = {id(picture): picture for picture in pictures}.values()
    saved = [(picture, picture._dpi, picture.image_data) for picture in each]
    for picture, _, _ in saved:
        picture._dpi = ppi
    try:
        yield
    finally:
        for picture, dpi, data in saved:
            picture._dpi, picture.image_data = dpi, data


def _pictures(box: Any) -> Iterator[Any]:  # noqa: ANN401 - a box of the layout engine
    """Find the pictures of pixels below a box: contents and backgrounds."""
    from weasyprint.images import RasterImage

    box = getattr(box, "_box", box)  # an absolutely placed box stands behind a placeholder
    background = getattr(box, "background", None)
    layers = [layer.image for layer in background.layers] if background else []
    for image in (getattr(box, "replacement", None), *layers):
        if isinstance(image, RasterImage):
            yield image
    for child in getattr(box, "children", ()):
        yield from _pictures(child)


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
        return _unplaced_finding(message, sheet)
    line, column = int(match["line"]), int(match["column"])
    lines = sheet.css.splitlines()
    text = lines[line - 1] if line <= len(lines) else ""
    what = " ".join(f"{match['what']}: {match['why'].rstrip('.')}".rstrip(": ").split())
    hint = "docs/themes.md lists what the press has and lacks"
    return Finding("css-fault", Place(sheet.name, line, column, text=text), what, hint)


def _unplaced_finding(message: str, sheet: Sheet) -> Finding:
    """Find the line of a selector that WeasyPrint quotes without its place."""
    quoted = re.search(r"'([^']+)'", message)
    words = quoted[1].split() if quoted else []
    pattern = re.compile(r"\s*".join(map(re.escape, words)))
    for number, text in enumerate(sheet.css.splitlines() if words else [], 1):
        if found := pattern.search(text):
            place = Place(sheet.name, number, found.start() + 1, text=text)
            return Finding("css-fault", place, message)
    return Finding("css-fault", Place(sheet.name), message)


def _page_finding(message: str, place: str) -> Finding:
    rule = "press-anchor" if message.startswith("No anchor") else "press-log"
    return Finding(rule, Place(place), message)


def _refusal(url: str, forme: Forme) -> Finding:
    hint = "give pictures in the manuscript; a theme's files lie in its own folder"
    return Finding(
        "press-refused", Place(forme.place), f"{url} was asked for and not fetched", hint
    )
