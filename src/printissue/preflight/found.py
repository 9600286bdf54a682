"""What a walk through the pages gathers: things shown, and resources taken."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from pikepdf import Object

from printissue.preflight.boundaries import Rect, number
from printissue.preflight.pen import Colour

Kind = Literal["text", "path", "image", "shading"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked-content sequence: its tag, its properties, and the number of the tree that its MCID belongs to."""

    tag: str
    properties: Object | None
    parents: int | None

    @property
    def mcid(self) -> int | None:
        """Give the number that the tag tree knows the content by."""
        found = number(self.properties.get("/MCID")) if self.properties is not None else None
        return None if found is None else int(found)


class Shown(NamedTuple):
    """One thing that a page shows, where (in the page's space), and under which marks, the outermost first.

    `colour` is what fills it, where that is plain; `flat` tells that it covers its whole box with it. `size` and
    `text` are those of text, `mode` its rendering mode. `annotation` tells that it stands in one's appearance.
    """

    page: int
    kind: Kind
    box: Rect
    marks: tuple[Mark, ...]
    colour: Colour | None = None
    flat: bool = False
    size: float = 0.0
    text: bytes = b""
    font: Object | None = None
    mode: int = 0
    annotation: bool = False


@dataclass(frozen=True, slots=True)
class Used:
    """A resource that a page takes: a font, gstate, image, form, pattern or shading; where it is first taken.

    `inline` images have no object. `rendered` is False for a font whose text is invisible throughout.
    """

    page: int
    kind: str
    thing: Object
    box: Rect
    rendered: bool = True


@dataclass(slots=True)
class Found:
    """What a walk has gathered."""

    shown: list[Shown] = field(default_factory=list)
    used: dict[tuple[int, str, object], Used] = field(default_factory=dict)
