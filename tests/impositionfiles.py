"""Files for the tests of the imposition, a reader of their sheets, and a dummy folded from them.

Each page has its number in its content stream, which identifies it on a sheet. Nothing here uses the imposition's own
arithmetic.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name
from PIL import Image

from printissue.imposition import ImpositionOptions, impose

ROOT = Path(__file__).resolve().parents[1]
MM = 72 / 25.4
WIDTH, HEIGHT, BLEED = 200.0, 300.0, 9.0


def page_content(number: int) -> bytes:
    """Return artwork that extends into the bleed, a block that differs on each page, and the number as text."""
    tone = number % 7 / 10
    return (
        f"q 0.{number % 5} {tone} 0.3 0 k -{BLEED} -{BLEED} {WIDTH + 2 * BLEED} 60 re f Q\n"
        f"q 0 0 0 1 k {20 + 3 * number} {100 + 5 * number} 30 50 re f Q\n"
        f"BT /F1 24 Tf 0 0 0 1 k 40 250 Td (page {number}) Tj ET"
    ).encode()


def file_of(count: int, *, bleed: float = BLEED, pages: Sequence[dict] = ()) -> bytes:
    """Return a file with that many pages; `pages` are further entries for each of the first ones."""
    pdf = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    shared = pdf.make_indirect(Dictionary(Font=Dictionary(F1=pdf.make_indirect(font))))
    for number in range(1, count + 1):
        entries = {
            "Type": Name.Page,
            "MediaBox": Array([-bleed, -bleed, WIDTH + bleed, HEIGHT + bleed]),
            "BleedBox": Array([-bleed, -bleed, WIDTH + bleed, HEIGHT + bleed]),
            "TrimBox": Array([0, 0, WIDTH, HEIGHT]),
            "Resources": shared,
            "Contents": pdf.make_stream(page_content(number)),
            **(pages[number - 1] if number <= len(pages) else {}),
        }
        given = {key: value for key, value in entries.items() if value is not None}
        pdf.pages.append(pikepdf.Page(Dictionary(**given)))
    return saved(pdf)


def saved(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    pdf.save(target, deterministic_id=True)
    return target.getvalue()


_KEPT: list[pikepdf.Pdf] = []
"""Files whose pages tests use: a page is closed with its file."""


def opened(content: bytes) -> pikepdf.Pdf:
    _KEPT.append(pikepdf.open(io.BytesIO(content)))
    return _KEPT[-1]


def options(layout: str = "saddle-2up", **changes) -> ImpositionOptions:
    return ImpositionOptions(layout, "dummy.pdf", **{"marks": False, **changes})


def imposed(content: bytes | int, layout: str = "saddle-2up", **changes):
    """Impose a file, or one with that many pages; there must be no findings except the rules in `say`."""
    expected = changes.pop("say", ())
    if isinstance(content, int):
        content = file_of(content)
    made, findings = impose(content, options(layout, **changes))
    assert [one.rule for one in findings] == list(expected)
    assert made is not None
    return made


@dataclass(frozen=True)
class PlacedPage:
    """A page on a sheet, read from the content stream: number, matrix, clip rectangle."""

    page: int
    matrix: tuple[float, ...]
    clip: tuple[float, float, float, float]

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return a point of the page on the sheet."""
        a, b, c, d, e, f = self.matrix
        return a * x + c * y + e, b * x + d * y + f

    @property
    def middle(self) -> tuple[float, float]:
        return self.at(WIDTH / 2, HEIGHT / 2)

    @property
    def turned(self) -> bool:
        return self.at(0, 1)[1] < self.at(0, 0)[1]


def number_of(form: pikepdf.Object) -> int:
    found = re.search(rb"\(page (\d+)\)", form.read_bytes())
    assert found
    return int(found[1])


def shown(page: pikepdf.Page) -> list[PlacedPage]:
    """Return the pages on a sheet, read from its operators."""
    found, clip, matrix = [], None, None
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "re":
            x, y, w, h = map(float, operands)
            clip = (x, y, x + w, y + h)
        elif str(operator) == "cm":
            matrix = tuple(map(float, operands))
        elif str(operator) == "Do":
            form = page.obj.Resources.XObject[operands[0]]
            found.append(PlacedPage(number_of(form), matrix, clip))
    return found


Grid = list[list[int | None]]
"""Pages by rows from the top and columns from the left; None for an empty slot."""


def grid(page: pikepdf.Page, rows: int) -> Grid:
    """Return the pages of a side by rows and columns, from their centres."""
    left, bottom, right, top = map(float, page.obj.TrimBox)
    cells: Grid = [[None, None] for _ in range(rows)]
    for one in shown(page):
        x, y = one.middle
        row = int((top - y) / ((top - bottom) / rows))
        cells[row][int(x > (left + right) / 2)] = one.page
    return cells


def folded(content: bytes, layout: str, *, right_to_left: bool = False) -> list[int | None]:
    """Return the pages in the order in which a dummy shows them: printed, turned, cut or folded, and nested."""
    strips: list[tuple[list, list]] = []
    with opened(content) as pdf:
        sides = list(pdf.pages)
        assert len(sides) % 2 == 0
        for front, back in zip(sides[::2], sides[1::2], strict=True):
            rows = 1 if layout == "saddle-2up" else 2
            fore, rear = grid(front, rows), grid(back, rows)
            if layout == "saddle-4up-fold":
                # the upper half is folded behind the lower one: its back now faces the viewer, mirrored
                behind = (rear[0][::-1], fore[0][::-1])
                strips += [(fore[1], rear[1]), behind]
            else:
                strips += zip(fore, rear, strict=True)
    strips = [strip for strip in strips if strip != ([None, None], [None, None])]
    near, far = (0, 1) if right_to_left else (1, 0)
    opening = [page for fore, rear in strips for page in (fore[near], rear[far])]
    closing = [page for fore, rear in strips[::-1] for page in (rear[near], fore[far])]
    return opening + closing


def picture(content: bytes, number: int = 0, *, scale: float = 2) -> Image.Image:
    """Render one page."""
    return pypdfium2.PdfDocument(content)[number].render(scale=scale).to_pil().convert("RGB")
