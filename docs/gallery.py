"""Make the gallery: a contact sheet of each publication in docs/gallery/, from its screen editions.

A publication with one issue shows its cover and all spreads; one with more issues shows their covers, and the fullest
spread of each issue. `make gallery` builds the samples and runs this script.
"""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "gallery"

WIDTH, GAP = 1320, 14
"""The width of a contact sheet and the gap between pictures, in px."""

BACKGROUND = (226, 226, 222)
COVERS, SPREADS = 6, 3
"""Pictures in a row, for a publication with several issues."""

FEW = 4
"""Pages in a row, for a publication with one issue."""


def main() -> None:
    """Make the contact sheet of every publication that has been built."""
    FOLDER.mkdir(exist_ok=True)
    for folder in sorted(path for path in (ROOT / "output").iterdir() if path.is_dir()):
        issues = sorted(folder.glob("*/*-screen.pdf"))
        if issues:
            # a palette keeps the file below 600 kB; this method keeps small areas of colour
            sheet = contact_sheet(issues).quantize(method=Image.Quantize.MAXCOVERAGE, kmeans=3)
            sheet.save(FOLDER / f"{folder.name}.png", optimize=True)


def contact_sheet(issues: list[Path]) -> Image.Image:
    """Return the pages of a publication's issues, in rows."""
    if len(issues) == 1:
        cover, *others = spreads_of(issues[0], across(FEW))
        spreads = [one for one in others if one.width > cover.width]
        if not spreads:
            return in_rows([list(spreads_of(issues[0], across(2)))])
        return in_rows([[cover, spreads[0]], *in_groups(spreads[1:], FEW // 2)])
    covers = [next(spreads_of(issue, across(COVERS))) for issue in issues]
    # the last spread, which closes the issue on a page of ink, is the same in all issues
    fullest = [max(list(spreads_of(issue, across(COVERS)))[1:-1], key=ink) for issue in issues]
    return in_rows([*in_groups(covers, COVERS), *in_groups(fullest, SPREADS)])


def across(count: int) -> int:
    """Return the width of a page if `count` pages are in a row."""
    return (WIDTH - GAP * (count + 1)) // count


def spreads_of(issue: Path, width: int) -> Iterator[Image.Image]:
    """Yield pictures of the cover and the spreads of an issue; the last page may be single."""
    with pypdfium2.PdfDocument(issue) as document:
        pages = [page_picture(page, width) for page in document]
    yield pages[0]
    for left in range(1, len(pages), 2):
        yield beside(pages[left : left + 2], gap=0)


def page_picture(page: pypdfium2.PdfPage, width: int) -> Image.Image:
    """Render a page at twice the size and reduce it, which keeps small type even."""
    scale = 2 * width / page.get_width()
    large: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    return large.resize((width, round(large.height * width / large.width)), Image.Resampling.BOX)


def ink(picture: Image.Image) -> float:
    """Return the mean darkness of a picture, from 0 to 255."""
    counts = ImageOps.grayscale(picture).histogram()
    return sum((255 - tone) * count for tone, count in enumerate(counts)) / sum(counts)


def in_groups(pictures: list[Image.Image], count: int) -> Iterator[list[Image.Image]]:
    """Yield rows of at most `count` pictures."""
    for start in range(0, len(pictures), count):
        yield pictures[start : start + count]


def beside(pictures: list[Image.Image], *, gap: int = GAP) -> Image.Image:
    """Place pictures side by side, aligned at the top."""
    width = sum(one.width for one in pictures) + gap * (len(pictures) - 1)
    row = Image.new("RGB", (width, max(one.height for one in pictures)), BACKGROUND)
    x = 0
    for one in pictures:
        row.paste(one, (x, 0))
        x += one.width + gap
    return row


def in_rows(rows: list[list[Image.Image]]) -> Image.Image:
    """Place rows below each other, centred."""
    drawn = [beside(row) for row in rows]
    height = sum(row.height + GAP for row in drawn) + GAP
    sheet = Image.new("RGB", (WIDTH, height), BACKGROUND)
    y = GAP
    for row in drawn:
        sheet.paste(row, ((WIDTH - row.width) // 2, y))
        y += row.height + GAP
    return sheet


if __name__ == "__main__":
    main()
