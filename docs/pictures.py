"""Takes the pictures of README.md from print editions of the samples: the cover, an inner spread, the page of events.

What is shown is the trimmed page, as it leaves the print shop, on a desk of light grey. `make pictures` builds the
sample first and runs this.
"""

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

    `issue` is the sample's name, as the command line takes it.
    """

    name: str
    words: str
    spread: bool = False
    issue: str = "monthly-update/2015-10"

    @property
    def source(self) -> Path:
        """Give the place of the print edition."""
        return ROOT / "output" / self.issue / f"{self.issue.replace('/', '-')}-print.pdf"


SHOTS = (
    Shot("cover", "In this issue"),
    Shot("spread", "Brazil’s land borders add up", spread=True),
    Shot("events", "ENIGMMA: Migration Studies Week"),
)


def main() -> None:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    for shot in SHOTS:
        with pypdfium2.PdfDocument(shot.source) as document:
            picture = on_desk([page_picture(document[index]) for index in pages_of(document, shot)])
        # a palette keeps the file below 250 kB; an octree's keeps the few small areas of accent
        small = picture.quantize(method=Image.Quantize.FASTOCTREE)
        small.save(FOLDER / f"{shot.name}.png", optimize=True)


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
