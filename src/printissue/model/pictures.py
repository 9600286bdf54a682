"""The properties of a picture's file that templates and grades use: proportions, pixels, kind."""

from dataclasses import dataclass

from printissue.model.parts import Image, PictureKind

PANORAMA = 2.0
"""The ratio of width to height from which a picture may span the page."""


@dataclass(frozen=True, slots=True)
class PictureShape:
    """The size of a picture in pixels (CSS pixels for an SVG, 0 if unknown) and what it probably is.

    A `scalable` picture is sharp at any size.
    """

    width: int = 0
    height: int = 0
    kind: PictureKind = "photograph"
    scalable: bool = False

    @property
    def ratio(self) -> float:
        """Width divided by height; 1.5 if the size is unknown."""
        return self.width / self.height if self.width and self.height else 1.5

    def covers(self, width: float, height: float, ppi: float) -> bool:
        """Return whether the picture, cropped to an area of `width` by `height` mm, has at least a resolution."""
        scale = max(width / max(self.width, 1), height / max(self.height, 1)) / 25.4
        return self.scalable or (self.width > 0 and 1 / scale >= ppi)


def may_crop(picture: Image) -> bool:
    """Return whether the manuscript allows a picture's edges to be cut off."""
    return picture.focus is not None if picture.crop is None else picture.crop
