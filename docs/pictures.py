"""Make the pictures of README.md: pages of the samples and of a volume, a preflight report, and the site.

Pages are cropped to the trim and placed on a grey background. The report, which checks a screen edition for print,
and the site are screenshots of Chromium. `make pictures` builds the samples and runs this script.
"""

import shutil
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
"""The width of the background around the pages, in px."""
BACKGROUND, EDGE = (232, 232, 229), (198, 198, 194)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture of the page of `file` (in output/) that contains `words`; `spread` adds the page next to it."""

    name: str
    words: str
    spread: bool = False
    file: str = "monthly-update/2015-10/monthly-update-2015-10-print.pdf"

    @property
    def source(self) -> Path:
        """The path of the file."""
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
CHECKED = Shot(REPORT, "").source.with_name("monthly-update-2015-10-screen.pdf")
WINDOW, VISIBLE = (1240, 1800), (0, 590, 1240, 1500)
"""The size of the browser window, and the box of it that is shown, in px."""

SITE = "title: Newsletters of the Example Organisation\nbase_url: https://www.example.org/\n"
SITE_WINDOW = (1280, 1480)


def main() -> None:
    """Make all pictures."""
    FOLDER.mkdir(exist_ok=True)
    for shot in SHOTS:
        with pypdfium2.PdfDocument(shot.source) as document:
            picture = on_background(
                [page_picture(document[index]) for index in pages_of(document, shot)]
            )
        save(picture, shot.name)
    save(report_picture(), REPORT)
    save(site_picture(), "site")


def save(picture: Image.Image, name: str) -> None:
    """Write a picture with an octree palette: it keeps the file below 250 kB, and small areas of colour."""
    small = picture.quantize(method=Image.Quantize.FASTOCTREE)
    small.save(FOLDER / f"{name}.png", optimize=True)


def report_picture() -> Image.Image:
    """Check a screen edition for print, and return a picture of the report."""
    with tempfile.TemporaryDirectory() as folder:
        report, shot = Path(folder) / "report.html", Path(folder) / "report.png"
        arguments = [
            "preflight",
            "--printer",
            "offset-eu",
            "--family",
            "print",
            "--report",
            str(report),
        ]
        subprocess.run(
            [sys.executable, "-m", "printissue", *arguments, str(CHECKED)],
            check=False,
            capture_output=True,
        )
        screenshot(report, shot, WINDOW)
        with Image.open(shot) as picture:
            return picture.convert("RGB").crop(VISIBLE).resize((930, 683), Image.Resampling.LANCZOS)


def site_picture() -> Image.Image:
    """Make the site of the samples in a copy of this workspace, and return a picture of its home page."""
    with tempfile.TemporaryDirectory() as folder:
        workspace, shot = Path(folder) / "workspace", Path(folder) / "site.png"
        for name in ("issues", "output"):
            shutil.copytree(ROOT / name, workspace / name)
        (workspace / "site.yaml").write_text(SITE, encoding="utf-8")
        for command in (("build", "--edition", "web"), ("site",)):
            program = [sys.executable, "-m", "printissue", "-C", str(workspace)]
            subprocess.run([*program, *command], check=True, capture_output=True)
        screenshot(workspace / "output" / "site" / "index.html", shot, SITE_WINDOW)
        with Image.open(shot) as picture:
            size = (930, 930 * SITE_WINDOW[1] // SITE_WINDOW[0])
            return picture.convert("RGB").resize(size, Image.Resampling.LANCZOS)


def screenshot(page: Path, target: Path, size: tuple[int, int]) -> None:
    """Write a picture of a web page in a browser window of a size in px."""
    window = f"--window-size={size[0]},{size[1]}"
    browser = ["chromium", "--headless=new", "--no-sandbox", "--hide-scrollbars", window]
    command = [*browser, f"--screenshot={target}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True)


def pages_of(document: pypdfium2.PdfDocument, shot: Shot) -> list[int]:
    """Return the index of the page with the words and, for a spread, of its neighbour; left-hand folios are even."""
    found = [index for index in range(len(document)) if shot.words in text_of(document[index])]
    if not found:
        raise SystemExit(f"no page contains {shot.words!r}: choose other words for {shot.name}")
    if not shot.spread:
        return found[:1]
    left = found[0] if found[0] % 2 else found[0] - 1
    return [left, left + 1]


def text_of(page: pypdfium2.PdfPage) -> str:
    """Return the text of a page with single spaces."""
    return " ".join(page.get_textpage().get_text_range().split())


def page_picture(page: pypdfium2.PdfPage) -> Image.Image:
    """Render a page and crop it to its TrimBox."""
    scale = PPI / 72
    whole: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    media, trim = page.get_mediabox(), page.get_trimbox()
    left, top = trim[0] - media[0], media[3] - trim[3]
    box = (left, top, left + trim[2] - trim[0], top + trim[3] - trim[1])
    return whole.crop(tuple(round(value * scale) for value in box))


def on_background(pages: list[Image.Image]) -> Image.Image:
    """Place pages side by side on the background."""
    width, height = sum(page.width for page in pages), pages[0].height
    picture = Image.new("RGB", (width + 2 * MARGIN, height + 2 * MARGIN), BACKGROUND)
    x = MARGIN
    for page in pages:
        picture.paste(page, (x, MARGIN))
        x += page.width
    frame = (MARGIN - 1, MARGIN - 1, MARGIN + width, MARGIN + height)
    ImageDraw.Draw(picture).rectangle(frame, outline=EDGE)
    return picture


if __name__ == "__main__":
    main()
