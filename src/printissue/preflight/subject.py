"""What a preflight looks at: an opened PDF, and what is asked of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from printissue.findings import Finding, Place
from printissue.printers import Presswork, Printer


@dataclass(frozen=True, slots=True)
class Subject:
    """A PDF under examination; `name` is what findings call it, `printer` the demands of a shop, where one is named."""

    pdf: pikepdf.Pdf
    path: Path
    name: str
    printer: Printer | None = None

    @property
    def presswork(self) -> Presswork:
        """Tell the kind of presswork: the printer's, or sheetfed where none is named."""
        return self.printer.presswork if self.printer else "sheetfed"

    def place(
        self, page: int | None = None, box: tuple[float, float, float, float] | None = None
    ) -> Place:
        """Give a place in the file: a page (from 1), and a box on it in mm from its top left corner as it is seen."""
        return Place(self.name, page=page, box=box)


Check = Callable[[Subject], Iterable[Finding]]
"""One rule, or several that look at the same thing: yields what it finds."""
