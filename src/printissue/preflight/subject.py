"""What a preflight looks at: an opened PDF, and what is asked of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from printissue.core.findings import Finding, Place
from printissue.model.printers import Presswork, Printer
from printissue.pdf.boxes import PageBoxes, all_boxes
from printissue.pdf.matrix import Area


@dataclass(frozen=True, slots=True)
class Subject:
    """A PDF under examination; `name` is what findings call it, `printer` the demands of a shop, where one is named.

    `families` are the families of rules that are checked.
    """

    pdf: pikepdf.Pdf
    path: Path
    name: str
    printer: Printer | None = None
    families: tuple[str, ...] = ("print",)

    @property
    def presswork(self) -> Presswork:
        """Tell the kind of presswork: the printer's, or sheetfed where none is named."""
        return self.printer.presswork if self.printer else "sheetfed"

    @property
    def boxes(self) -> tuple[PageBoxes, ...]:
        """The boxes of every page."""
        return all_boxes(self.pdf)

    def at(self, page: int, area: Area | None = None) -> Place:
        """Return the place of an area of a page (from 1), in the page's space; without one all that is visible."""
        boxes = self.boxes[page - 1]
        return self.place(page, boxes.seen(area or boxes.visible))

    def place(
        self, page: int | None = None, box: tuple[float, float, float, float] | None = None
    ) -> Place:
        """Give a place in the file: a page (from 1), and a box on it in mm from its top left corner as it is seen."""
        return Place(self.name, page=page, box=box)


Check = Callable[[Subject], Iterable[Finding]]
"""One rule, or several that look at the same thing: yields what it finds."""
