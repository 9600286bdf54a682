"""Takes the pictures of README.md: pages of the samples' print editions and of the bound year, a preflight's report.

What is shown is the trimmed page, as it leaves the print shop, on a desk of light grey; the report as Chromium shows
it, of a file for the screen that somebody sent to a print shop. `make pictures` builds the samples first and runs this.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"

PPI = 84
MARGIN = 14
"""Of the desk around the pages, in pixels."""
DESK, EDGE = (232, 232, 229), (198, 198, 194)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture to take: its name, and words that only its first page holds; `spread` adds the page beside it.

    `file` lies in output/.
    """

    name: str
    words: str
    spread: bool = False
    file: str = "monthly-update/2015-10/monthly-update-2015-10-print.pdf"

    @property
    def source(self) -> Path:
        """Give the place of the file."""
        return ROOT / "output" / self.file


YEAR = "imprint/2025/imprint-2025-volume.pdf"
SHOTS = (
    Shot("cover", "In this issue"),
    Shot("spread", "Brazil’s land borders add up", spread=True),
    Shot("events", "ENIGMMA: Migration Studies Week"),
    Shot("contents", "Contents", spread=True, file=YEAR),
    Shot("index", "People A", spread=True, file=YEAR),
)
REPORT = "preflight"
EXAMINED = Shot(REPORT, "").source.with_name("monthly-update-2015-10-screen.pdf")
WINDOW, LOOKED_AT = (1240, 1800), (0, 590, 1240, 1500)
"""Of the browser, and the part of it that is shown, in pixels."""


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    for shot in SHOTS:
        with pypdfium2.PdfDocument(shot.source) as document:
            picture = on_desk([page_picture(document[index]) for index in pages_of(document, shot)])
        keep(picture, shot.name)
    keep(report_picture(), REPORT)


def keep(picture: Image.Image, name: str) -> None:
    """Write a picture: a palette keeps the file below 250 kB; an octree's keeps the few small areas of accent."""
    small = picture.quantize(method=Image.Quantize.FASTOCTREE)
    small.save(FOLDER / f"{name}.png", optimize=True)


def report_picture() -> Image.Image:
    """Examine a file for the screen as a print shop would, and take a picture of the report."""
    with tempfile.TemporaryDirectory() as folder:
        report, shot = Path(folder) / "report.html", Path(folder) / "report.png"
        order = [
            "preflight",
            "--printer",
            "offset-eu",
            "--family",
            "print",
            "--report",
            str(report),
        ]
        subprocess.run(
            [sys.executable, "-m", "printissue", *order, str(EXAMINED)],
            check=False,
            capture_output=True,
        )
        size = f"--window-size={WINDOW[0]},{WINDOW[1]}"
        browser = ["chromium", "--headless=new", "--no-sandbox", "--hide-scrollbars", size]
        subprocess.run(
            [*browser, f"--screenshot={shot}", report.as_uri()], check=True, capture_output=True
        )
        with Image.open(shot) as picture:
            return (
                picture.convert("RGB").crop(LOOKED_AT).resize((930, 683), Image.Resampling.LANCZOS)
            )


def pages_of(document: pypdfium2.PdfDocument, shot: Shot) -> list[int]:
    """Find the page with a shot's words, from 0, and the one that lies beside it: left-hand pages are even folios."""
    found = [index for index in range(len(document)) if shot.words in text_of(document[index])]
    if not found:
        raise SystemExit(f"no page holds {shot.words!r}: choose other words for {shot.name}")
    if not shot.spread:
        return found[:1]
    left = found[0] if found[0] % 2 else found[0] - 1
    return [left, left + 1]


def text_of(page: pypdfium2.PdfPage) -> str:
    """Give a page's text, its lines joined by single spaces."""
    return " ".join(page.get_textpage().get_text_range().split())


def page_picture(page: pypdfium2.PdfPage) -> Image.Image:
    """Draw a page and cut it at its TrimBox."""
    scale = PPI / 72
    whole: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    media, trim = page.get_mediabox(), page.get_trimbox()
    left, top = trim[0] - media[0], media[3] - trim[3]
    box = (left, top, left + trim[2] - trim[0], top + trim[3] - trim[1])
    return whole.crop(tuple(round(value * scale) for value in box))


def on_desk(pages: list[Image.Image]) -> Image.Image:
    """Lay pages side by side, as they are bound."""
    width, height = sum(page.width for page in pages), pages[0].height
    desk = Image.new("RGB", (width + 2 * MARGIN, height + 2 * MARGIN), DESK)
    x = MARGIN
    for page in pages:
        desk.paste(page, (x, MARGIN))
        x += page.width
    frame = (MARGIN - 1, MARGIN - 1, MARGIN + width, MARGIN + height)
    ImageDraw.Draw(desk).rectangle(frame, outline=EDGE)
    return desk


if __name__ == "__main__":
    main()
