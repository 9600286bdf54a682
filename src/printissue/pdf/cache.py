"""The cache of one file: its parsed content streams, fonts, colour spaces and colours."""

from collections.abc import Iterable
from itertools import islice

import pikepdf

from printissue.pdf.colour import Colour, ColourSpace, make_colour, read_space
from printissue.pdf.content import Operation, decode_stream, operations
from printissue.pdf.fonts import Font, read_font
from printissue.pdf.functions import Values
from printissue.pdf.layers import Layers
from printissue.pdf.objects import Raw

KEPT_PROGRAM = 1024 * 1024
"""The largest content stream, in bytes, whose operations are kept."""
KEPT_COLOURS = 100_000
"""The number of colours that are kept."""


class FileCache:
    """The parsed objects of one file, by their object numbers."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.layers = Layers(pdf.Root)
        self._programs: dict[tuple[int, int], list[Operation]] = {}
        self._fonts: dict[tuple[int, int], Font] = {}
        self._spaces: dict[tuple[int, int], ColourSpace] = {}
        self._colours: dict[tuple[int, Values], Colour] = {}
        self._used: dict[int, ColourSpace] = {}

    def program(self, stream: Raw) -> Iterable[Operation]:
        """Return the operations of a stream, for one pass. Raise ContentError if it cannot be decoded."""
        key = stream.objgen
        if key in self._programs:
            return self._programs[key]
        data = decode_stream(stream)
        if not key[0] or len(data) >= KEPT_PROGRAM:
            return operations(data)
        program = self._programs[key] = list(operations(data))
        return program

    def font(self, font: Raw) -> Font:
        """Return a font. Raise one of `BROKEN` if it is damaged."""
        key = font.objgen if isinstance(font, pikepdf.Object) else (0, 0)
        if key not in self._fonts:
            found = read_font(font)
            if not key[0]:
                return found
            self._fonts[key] = found
        return self._fonts[key]

    def space(self, value: Raw, resources: Raw = None) -> ColourSpace:
        """Return a colour space. Raise one of `BROKEN` if it is damaged."""
        key = value.objgen if isinstance(value, pikepdf.Array) else (0, 0)
        if not key[0]:
            return read_space(value, resources)
        if key not in self._spaces:
            self._spaces[key] = read_space(value, resources)
        return self._spaces[key]

    def colour(self, space: ColourSpace, values: Values) -> Colour:
        """Return a colour. Raise ContentError if it has another number of components than its space."""
        key = (id(space), values)
        found = self._colours.get(key)
        if found is None:
            if len(self._colours) > KEPT_COLOURS:
                self._colours.clear()
            found = self._colours[key] = make_colour(space, values)
            self._used[key[0]] = space  # keeps the space alive, so that no other gets its id
        return found

    def is_coloured(self, font: Font) -> bool:
        """Return whether a Type 3 font's glyphs set their own colours (`d0`)."""
        for glyph in font.glyphs.values():
            return "d0" in [one.name for one in islice(self.program(glyph), 4)]
        return False
