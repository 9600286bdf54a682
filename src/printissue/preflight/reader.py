"""The reader of pages: interprets every page of a file once, and records what it paints for all rules."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from math import hypot
from typing import Any

import pikepdf

from printissue.pdf.boxes import PageBoxes, Rect, page_boxes, rect_of
from printissue.pdf.cache import FileCache
from printissue.pdf.colour import DEVICES, Colour, ColourSpace
from printissue.pdf.fonts import Font
from printissue.pdf.functions import compile_function
from printissue.pdf.images import filters_of
from printissue.pdf.interpreter import (
    INVISIBLE,
    MAX_FAULTS,
    MAX_OPERATORS,
    Interpreter,
)
from printissue.pdf.layers import NO_LAYER
from printissue.pdf.matrix import (
    Area,
    Matrix,
    Point,
    bounds,
    clipped,
    height,
    intersection,
    lengths,
    multiply,
    read_matrix,
    stroke_width,
    transformed_area,
)
from printissue.pdf.objects import BROKEN, ContentError, Raw, annotations, reason
from printissue.pdf.state import (
    CLOSE,
    CURVE,
    LINE,
    MOVE,
    GraphicsPath,
    GraphicsState,
    TransparencyGroup,
)
from printissue.preflight.painted import (
    ContentFault,
    FileContent,
    Kind,
    PaintedGroup,
    PaintedObject,
    PlacedImage,
    UsedResource,
)
from printissue.preflight.subject import Subject

Fact = Any
"""The value of a field of a painted object."""
UNIT: Area = (0.0, 0.0, 1.0, 1.0)
MAX_STRINGS = 20_000
"""The most strings of a font on a page that are kept."""
_FILLS, _STROKES, _CLIPS = (0, 2, 4, 6), (1, 2, 5, 6), (4, 5, 6, 7)
"""The text rendering modes that fill, stroke, and add to the clip."""


class ResourceReader(Interpreter):
    """Interprets a page, and records which resources it uses and where.

    Nothing is recorded of `muted` content: uncoloured glyphs, and annotations that are not printed.
    """

    def __init__(self, cache: FileCache, boxes: PageBoxes) -> None:
        super().__init__(cache, GraphicsState(clip=boxes.media))
        self.boxes = boxes
        self.resources: dict[tuple[str, object], UsedResource] = {}
        self.muted = False

    def interpret_stream(self, stream: Raw, resources: Raw, name: str) -> None:
        """Interpret a stream; `muted` is restored after it."""
        muted = self.muted
        try:
            super().interpret_stream(stream, resources, name)
        finally:
            self.muted = muted

    def uncoloured_glyph(self) -> None:
        """Mute an uncoloured glyph: the text that shows it is recorded with its colour."""
        self.muted = True

    def resource_used(self, kind: str, resource: Raw) -> None:
        """Record a resource where it is used; fonts are recorded with their text."""
        if kind == "image":
            self.record(kind, resource, self._cut(transformed_area(self.state.ctm, UNIT)))
        elif kind == "form":
            self.record(kind, resource, self._of_form(resource))
        elif kind == "gstate":
            self.record(kind, resource, Rect(*self.painted_area or self.state.clip))

    def record(self, kind: str, resource: Raw, at: Rect, *, rendered: bool = True) -> UsedResource:
        """Record a resource, and return its first use on the page."""
        key = (kind, resource.objgen if resource.is_indirect else resource.unparse())
        known = self.resources.get(key)
        if known is None:
            known = self.resources[key] = UsedResource(
                self.boxes.page, kind, resource, at, rendered
            )
        elif rendered and not known.rendered:
            known = self.resources[key] = replace(known, box=at, rendered=True)
        return known

    def record_font(self, font: Font, area: Area, string: bytes) -> None:
        """Record a font and the text that it shows."""
        clip = self.state.clip
        rendered = self.state.rendering_mode != INVISIBLE and Rect(*area).touches(Rect(*clip))
        at = Rect(*self.painted_area or area)
        use = self.record("font", font.raw, at, rendered=rendered)
        if rendered and string not in use.strings and len(use.strings) < MAX_STRINGS:
            use.strings[string] = at

    def _cut(self, area: Area) -> Rect:
        return (
            Rect(*self.painted_area)
            if self.painted_area
            else Rect(*area).cut(Rect(*self.state.clip))
        )

    def _of_form(self, form: Raw) -> Rect:
        bounds_of_form = rect_of(form.get("/BBox"))
        if bounds_of_form is None:
            return Rect(*self.painted_area or self.state.clip)
        matrix = multiply(read_matrix(form.get("/Matrix")), self.state.ctm)
        return self._cut(transformed_area(matrix, bounds_of_form))

    def read_annotations(self, page: Raw) -> None:
        """Interpret the appearances of a page's annotations; those that are not printed are muted."""
        for annotation in annotations(page):
            try:
                flags = int(annotation.get("/F", 0))
                self.muted = bool(flags & 2) or not flags & 4
                self.interpret_annotation(annotation)
            except BROKEN as error:
                self.fault(f"an annotation: {reason(error)}")
            finally:
                self.muted = False


class PageReader(ResourceReader):
    """Interprets a page, and records what it paints."""

    def __init__(self, cache: FileCache, boxes: PageBoxes) -> None:
        super().__init__(cache, boxes)
        self.objects: list[PaintedObject] = []
        self.groups: list[PaintedGroup] = []
        self.faults: list[ContentFault] = []

    def fault(self, message: str) -> None:
        """Record what cannot be interpreted, each fault once a page."""
        if self.muted or len(self.faults) >= MAX_FAULTS:
            return
        box = self.boxes.box(self.state.clip)
        fault = ContentFault(self.boxes.page, self.context.path, message, box)
        if fault not in self.faults:
            self.faults.append(fault)

    def group_begins(self, group: TransparencyGroup, name: str, mask: str) -> None:
        """Record a transparency group and its blending colour space."""
        path = self.context.path
        path = name if path == "page" else f"{path} > {name}"
        box = self.boxes.box(self.state.clip)
        kind = mask or ("nested" if self.mask else "")
        if not self.muted:
            self.groups.append(PaintedGroup(self.boxes.page, box, path, group.space, kind))

    def record_object(self, kind: Kind, area: Area, paint: Colour, **facts: Fact) -> None:
        """Record an object, cut to the clip."""
        state = self.state
        shown = None if self.muted else clipped(state.clip, area)
        if shown is None:
            return
        if self.painted_area is not None:
            shown = self.painted_area
        if shown != area:  # cut by the clip, whose edges are straight
            facts["flat"] = True
        second = kind == "stroke" or bool(facts.get("outline"))
        layer = next((one for one in self.layers if one.hidden), None)
        layer = layer or next((one for one in reversed(self.layers) if one.name), NO_LAYER)
        self.objects.append(
            PaintedObject(
                kind,
                self.boxes.page,
                shown,
                self.boxes.box(shown),
                paint,
                overprint=state.overprint[second],
                opm=state.overprint_mode,
                alpha=state.alpha[second] * state.group_alpha,
                blend=state.blend_mode,
                path=self.context.path,
                mask=self.mask,
                masked=state.masked,
                annotation=self.annotation,
                hidden=layer.hidden,
                layer=layer.name,
                step=any(one.step for one in self.layers),
                isolated=state.group.isolating if state.group else None,
                **facts,
            )
        )

    def record_painted(self, kind: Kind, area: Area, paint: Colour, **facts: Fact) -> None:
        """Record an object in a colour, or what its pattern paints."""
        if not paint.pattern:
            self.record_object(kind, area, paint, **facts)
            return
        pattern = self.resource("/Pattern", paint.pattern)
        if int(pattern.get("/PatternType", 1)) == 2:
            shown = shading_colour(self, pattern.Shading, pattern=paint.pattern)
            self.record_object("shading" if kind == "fill" else kind, area, shown, **facts)
            return
        self.record_object(kind, area, paint, **facts)
        self.interpret_tile(pattern, paint, area)

    # what is painted

    def paint_path(self, path: GraphicsPath, *, fill: bool, stroke: bool, even_odd: bool) -> None:
        """Record the fill and the stroke of a path."""
        if not path.points or not (fill or stroke):
            return
        state = self.state
        shape = PathShape(self.placed(path), path.kinds)
        if fill:
            area = bounds(shape.points)
            thin = -1.0 if stroke else shape.thinness()  # the stroke covers its edge
            size = thin * self.boxes.scale if thin > 0 else thin
            self.record_painted("fill", area, state.fill, size=size, flat=shape.is_flat(area))
        if stroke:
            width = stroke_width(state.ctm, state.line_width, shape.directions())
            area = shape.outline(state.line_width, lengths(state.ctm))
            self.record_painted("stroke", area, state.stroke, size=width * self.boxes.scale)

    def show_text(self, pieces: list[Any], start: Matrix, step: Point) -> None:
        """Record a string as fill, stroke or clip, according to the rendering mode."""
        state, font = self.state, self.state.font
        strings = [piece for piece in pieces if isinstance(piece, bytes) and piece]
        if font is None or not strings:
            return
        matrix = multiply(start, state.ctm)
        area = transformed_area(matrix, text_area(font, state, step))
        for string in strings:
            self.record_font(font, area, string)
        if font.code_length == 1 and not any(one.strip(b" ") for one in strings):
            return
        effective = abs(state.font_size) * font.em * height(matrix) * self.boxes.scale
        facts: dict[str, Any] = {"size": effective, "font": font.name}
        mode = state.rendering_mode
        if mode in _FILLS and not (font.glyphs and self.cache.is_coloured(font)):
            self.record_painted("text", area, state.fill, **facts)
        if mode in _STROKES and not font.glyphs:
            self.record_painted("text", area, state.stroke, outline=True, **facts)
        if mode in _CLIPS:
            self.text_clip.append(area)

    def draw_image(self, image: Raw, name: str) -> None:
        """Record an image, or a stencil mask in the fill colour."""
        wide, high = int(image.get("/Width", 0)), int(image.get("/Height", 0))
        if wide < 1 or high < 1:
            raise ContentError(f"the image {name[1:] or 'inline image'} has no pixels")
        state = self.state
        stencil = bool(image.get("/ImageMask", False))
        across, up = (side * self.boxes.scale / 72 for side in lengths(state.ctm))
        masked = _masked(image)
        filters = tuple(name[1:] for name in filters_of(image))
        placed = PlacedImage(
            wide,
            high,
            1 if stencil else int(image.get("/BitsPerComponent", 8)),
            (wide / across if across else 0.0, high / up if up else 0.0),
            mask=stencil,
            masked=masked,
            filters=filters,
            inline=not name,
            name=name[1:] or "inline image",
            source=image,
            matrix=None if self.painted_area else state.ctm,
        )
        area = transformed_area(state.ctm, UNIT)
        if stencil:
            self.record_painted("image", area, state.fill, image=placed)
            return
        space = _image_space(self, image, filters)
        a, b, c, d, _, _ = state.ctm
        upright = abs(a * b) + abs(c * d) < 1e-3 * (abs(a * d) + abs(b * c))
        self.record_object(
            "image", area, Colour(space, (), None, False), image=placed, flat=upright
        )
        mask = image.SMask.get("/ColorSpace") if masked == "SMask" else None
        if mask is not None and mask != pikepdf.Name.DeviceGray:
            with self.changed_state(mask=True):
                self.record_object(
                    "image", area, Colour(self.space(mask), (), None, False), flat=upright
                )

    def paint_shading(self, shading: Raw, name: str) -> None:
        """Record a shading over the whole clip."""
        area = self.state.clip
        if "/BBox" in shading:
            left, bottom, right, top = (float(one) for one in shading.BBox)
            area = transformed_area(self.state.ctm, (left, bottom, right, top))
        self.record_object("shading", area, shading_colour(self, shading, pattern=name))


def text_area(font: Font, state: GraphicsState, step: Point) -> Area:
    """Return the area of a string in text space, from ascent and descent of its font."""
    size = state.font_size
    if font.vertical:
        return -size / 2, min(step[1], 0.0), size / 2, max(step[1], 0.0)
    low, high = sorted((font.fall * size + state.rise, font.rise * size + state.rise))
    end = step[0] - state.character_spacing * state.scaling
    return min(end, 0.0), low, max(end, 0.0), high


# paths

MAX_SEGMENTS = 256
"""The most segments of a path that are considered."""
LINE_LENGTH = 14.0
"""A rectangle of a path of several counts as a line if it is longer than this (pt)."""
EVEN = 0.05
"""Points no further apart than this (pt) are on one horizontal or vertical line."""


class PathShape:
    """The shape of a path on the page: its points, the directions of its segments, and where its subpaths begin."""

    def __init__(self, points: list[Point], kinds: bytearray) -> None:
        self.points = points
        self.segments: list[Point] = []
        self.subpaths: list[int] = []
        self.straight: list[tuple[Point, Point]] = []
        self.curved = CURVE in kinds
        for before, point, kind in zip(
            [points[0], *points], points, kinds[: 4 * MAX_SEGMENTS], strict=False
        ):
            if kind == MOVE:
                if len(self.subpaths) < MAX_SEGMENTS:
                    self.subpaths.append(len(self.segments))
                continue
            if kind == CLOSE and before == point:
                continue
            if kind in (LINE, CLOSE) and len(self.straight) < MAX_SEGMENTS:
                self.straight.append((before, point))
            if len(self.segments) < MAX_SEGMENTS:
                self.segments.append((point[0] - before[0], point[1] - before[1]))

    def directions(self) -> list[Point]:
        """Return the directions of the segments, which affect the width of a stroke; none for a path with curves."""
        return [] if self.curved else self.segments

    def outline(self, width: float, scale: tuple[float, float]) -> Area:
        """Return the area of the stroke."""
        left, bottom, right, top = bounds(self.points)
        across, up = (width * side / 2 for side in scale)
        if len(self.segments) == 1:  # a single segment: only its own width counts
            x, y = self.segments[0]
            length = hypot(x, y) or 1.0
            across, up = across * abs(y) / length, up * abs(x) / length
        return left - across, bottom - up, right + across, top + up

    def is_flat(self, area: Area) -> bool:
        """Return whether a straight segment of the path lies along an edge of its area."""
        if len(self.straight) >= MAX_SEGMENTS:
            return True
        left, bottom, right, top = area
        for (x0, y0), (x1, y1) in self.straight:
            if abs(x0 - x1) < EVEN < abs(y0 - y1) and min(abs(x0 - left), abs(x0 - right)) < EVEN:
                return True
            if abs(y0 - y1) < EVEN < abs(x0 - x1) and min(abs(y0 - bottom), abs(y0 - top)) < EVEN:
                return True
        return False

    def thinness(self) -> float:
        """Return the shorter side of a rectangle in pt, 0 for a subpath without area, -1 for any other shape.

        Of several subpaths, the thinnest that is long enough for a line counts; one without area is the edge of
        another there.
        """
        if self.curved or len(self.segments) >= MAX_SEGMENTS:
            return -1.0
        ends = [*self.subpaths[1:], len(self.segments)]
        subpaths = (
            self.segments[start:end] for start, end in zip(self.subpaths, ends, strict=True)
        )
        sizes = [size for subpath in subpaths if subpath and (size := _sides(subpath))]
        if len(self.subpaths) == 1:
            return sizes[0][0] if sizes else -1.0
        return min((short for short, long in sizes if short and long > LINE_LENGTH), default=-1.0)


def _sides(subpath: list[Point]) -> tuple[float, float] | None:
    """Return the sides of a rectangle, the shorter one first; None for any other shape."""
    drawn = [one for one in subpath if hypot(*one) > 1e-6]
    if not drawn:
        return None
    sizes = [hypot(*one) for one in drawn]
    longest = max(sizes)
    if all(_area_between(drawn[0], one) < 1e-6 * longest for one in drawn):
        return 0.0, longest
    if len(drawn) not in (3, 4):
        return None
    (x, y), (u, v) = drawn[:2]
    square = abs(x * u + y * v) <= 1e-3 * sizes[0] * sizes[1]
    back = all(
        hypot(one[0] + other[0], one[1] + other[1]) <= 1e-3 * longest
        for one, other in zip(drawn, drawn[2:], strict=False)
    )
    return (min(sizes[:2]), max(sizes[:2])) if square and back else None


def _area_between(one: Point, other: Point) -> float:
    """Return the area between two directions, which is 0 where they are parallel."""
    return abs(one[0] * other[1] - one[1] * other[0])


# images

_JPX_SPACES = {12: "/DeviceCMYK", 16: "/DeviceRGB", 17: "/DeviceGray", 18: "/DeviceRGB"}
"""Enumerated colour spaces of a JP2 file (ISO/IEC 15444-1, I.5.3.3)."""
_JPX_COUNTS = {1: "/DeviceGray", 2: "/DeviceGray", 4: "/DeviceCMYK"}
_CODESTREAM = b"\xff\x4f\xff\x51"


def _masked(image: Raw) -> str:
    if isinstance(image.get("/SMask"), pikepdf.Stream):
        return "SMask"
    mask = image.get("/Mask")
    if isinstance(mask, pikepdf.Stream):
        return "Mask"
    return "colours" if isinstance(mask, pikepdf.Array) else ""


def _image_space(it: Interpreter, image: Raw, filters: tuple[str, ...]) -> ColourSpace:
    space = image.get("/ColorSpace")
    if space is not None:
        return it.space(space)
    if filters[-1:] == ("JPXDecode",):
        return _jpx_space(image.read_raw_bytes())
    raise ContentError("an image has no colour space")


def _jpx_space(data: bytes) -> ColourSpace:
    """Return the colour space of a JP2 file's `colr` box."""
    at = data.find(b"colr", 0, 4096)
    if at >= 0 and data[at + 4] == 2:
        kind = data[at + 7 + 16 : at + 7 + 20].decode("latin-1")
        return ColourSpace("ICCBased", {"GRAY": 1, "CMYK": 4}.get(kind, 3), profile=kind.strip())
    if at < 0:
        return DEVICES[_JPX_COUNTS.get(_components(data), "/DeviceRGB")]
    number = int.from_bytes(data[at + 7 : at + 11], "big")
    return DEVICES[_JPX_SPACES.get(number, "/DeviceRGB")]


def _components(data: bytes) -> int:
    """Return how many components a bare codestream has (ISO/IEC 15444-1, A.5.1)."""
    start = max(data.find(_CODESTREAM, 0, 4096), 0)
    return int.from_bytes(data[start + 40 : start + 42], "big")


# shadings

STEPS = 16
"""The intervals at which a shading is sampled."""


def shading_colour(it: Interpreter, shading: Raw, *, pattern: str) -> Colour:
    """Return the colour of a shading with the most ink, or only its colour space where it has no function."""
    space = it.space(shading.ColorSpace)
    unknown = Colour(space, (), None, False, pattern)
    function = shading.get("/Function")
    if function is None:
        return unknown
    call = compile_function(function)
    heaviest: Colour | None = None
    for point in _points(shading, function):
        found = it.cache.colour(space, call(point))
        if found.total is None:
            return unknown
        if heaviest is None or found.total > (heaviest.total or 0.0):
            heaviest = found
    return replace(heaviest, pattern=pattern) if heaviest else unknown


def _points(shading: Raw, function: Raw) -> list[tuple[float, ...]]:
    leader = function[0] if isinstance(function, pikepdf.Array) else function
    domain = [float(one) for one in shading.get("/Domain", leader.get("/Domain", (0, 1)))]
    if len(domain) == 4:
        x0, x1, y0, y1 = domain
        part = range(0, STEPS + 1, 4)
        return [
            (x0 + (x1 - x0) * x / STEPS, y0 + (y1 - y0) * y / STEPS) for x in part for y in part
        ]
    first, last = domain[:2]
    return [(first + (last - first) * step / STEPS,) for step in range(STEPS + 1)]


# all pages


def used_resources(subject: Subject, *kinds: str) -> Iterator[UsedResource]:
    """Yield the resources of some kinds that pages use, each once a page."""
    for one in content_of(subject).resources:
        if one.kind in kinds:
            yield one


def content_of(subject: Subject) -> FileContent:
    """Return all that the pages of a file paint; a file is read once."""
    return _content_of(subject.pdf)


@lru_cache(maxsize=1)
def _content_of(pdf: pikepdf.Pdf) -> FileContent:
    return read_content(pdf)


def read_content(pdf: pikepdf.Pdf) -> FileContent:
    """Read every page of a file. Content that cannot be read is among the faults."""
    cache = FileCache(pdf)
    boxes, found = list[PageBoxes](), list[PaintedObject]()
    groups, faults, resources = list[PaintedGroup](), list[ContentFault](), list[UsedResource]()
    endless = set[int]()
    for number, page in enumerate(pdf.pages, 1):
        boxes.append(page_boxes(page.obj, number))
        reader = PageReader(cache, boxes[-1])
        reader.interpret_page(page.obj)
        if reader.operators_left < 0:
            endless.add(number)
        above = PageReader(cache, boxes[-1])
        above.objects, above.groups, above.faults = reader.objects, reader.groups, reader.faults
        above.resources, above.operators_left = reader.resources, MAX_OPERATORS
        above.read_annotations(page.obj)
        found += reader.objects
        groups += reader.groups
        faults += reader.faults
        resources += reader.resources.values()
    printed = tuple(obj for obj in found if _prints(obj, boxes[obj.page - 1]))
    return FileContent(
        tuple(boxes),
        tuple(found),
        printed,
        tuple(groups),
        tuple(faults),
        tuple(resources),
        frozenset(endless),
    )


def _prints(obj: PaintedObject, boxes: PageBoxes) -> bool:
    """Return whether an object is printed."""
    if obj.mask or obj.hidden or obj.step or obj.alpha <= 0:
        return False
    return intersection(obj.area, boxes.printed) is not None
