"""The workshop: forms, patterns, shadings, masks and pictures of a raw file, each converted once.

Nothing is changed in place: what is converted is a new object, and what nobody names any more is
not written. So no colour space of the raw file can be left over.
"""

import hashlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name

from printissue.prepress.colour import Greys, Inks, Palette
from printissue.prepress.covering import standing
from printissue.prepress.faces import Faces
from printissue.prepress.flattening import flattened
from printissue.prepress.ground import Ground
from printissue.prepress.images import Plate, plate
from printissue.prepress.scribe import NORMAL, Made, Scribe
from printissue.prepress.shadings import repaint
from printissue.prepress.spaces import GREY, Raw, UnconvertibleError, Values, read_space
from printissue.prepress.state import IDENTITY, Matrix, multiply
from printissue.prepress.streams import rewrite

_Key = tuple[object, ...]


class Workshop:
    """Converts the objects of one file; `faults` gathers what could not be converted, `notes` what changed.

    `smallest` is the least size of type, in pt, whose several inks the press keeps in register.
    """

    def __init__(self, pdf: pikepdf.Pdf, inks: Inks, *, smallest: float) -> None:
        self.pdf, self.inks, self.greys, self.smallest = pdf, inks, Greys(), smallest
        self.faults: list[str] = []
        self.notes: list[str] = []
        self.faces = Faces()
        self._made: dict[_Key, Made] = {}
        self._open: set[tuple[int, int]] = set()
        self._streams: dict[bytes, pikepdf.Stream] = {}

    def fault(self, message: str) -> None:
        """Note what could not be converted, once."""
        if message not in self.faults:
            self.faults.append(message)

    def page(self, page: pikepdf.Page) -> tuple[bytes, Dictionary, bool]:
        """Convert a page: its content, its resources, and whether it uses transparency."""
        resources = page.obj.get("/Resources")
        scribe = Scribe(self, resources, self.inks, solid=True, matrix=IDENTITY, inherits=False)
        self.notes = []
        scribe.ground = Ground() if _has_masks(resources) else None
        content = rewrite(scribe, page)
        return content, scribe.resources(), scribe.transparent

    def x_object(self, source: Raw, scribe: Scribe) -> Made:
        """Convert a form or an image."""
        if source.get("/Subtype") == "/Form":
            return self._once(source, scribe, lambda: self._form(source, scribe))
        ground = standing(scribe) if "/SMask" in source else None
        made = self._once(
            source, scribe, lambda: self._image(source, scribe, ground), ground=ground
        )
        if ground and not made.transparent:
            on = "the colour beneath it" if any(ground) else "bare paper"
            self._note(f"a picture of {source.Width} x {source.Height} px is flattened on {on}")
        return made

    def pattern(self, source: Raw, scribe: Scribe) -> Made:
        """Convert a tiling or shading pattern."""
        return self._once(source, scribe, lambda: self._pattern(source, scribe))

    def shading(self, source: Raw, scribe: Scribe) -> Made:
        """Convert a shading."""

        def make() -> Made:
            space = read_space(source.ColorSpace, scribe.source)
            return Made(repaint(self.pdf, source, space=space, palette=scribe.palette))

        return self._once(source, scribe, make)

    def state(self, source: Raw, scribe: Scribe) -> Made:
        """Convert an extended graphics state: its soft mask; overprint is set by us alone."""
        kept = {key: source[key] for key in _STATE_KEYS if key in source}
        blend, mask = source.get("/BM", Name.Normal), source.get("/SMask")
        transparent = blend not in NORMAL or isinstance(mask, pikepdf.Dictionary)
        transparent |= min(float(source.get(key, 1)) for key in ("/ca", "/CA")) < 1
        if isinstance(mask, pikepdf.Dictionary):
            kept["/SMask"] = self._soft_mask(mask, scribe)
        return Made(Dictionary(kept), transparent)

    def font(self, source: Raw, scribe: Scribe) -> Made:
        """Convert a font whose glyphs are streams; all others are used as they are."""
        if source.get("/Subtype") != "/Type3":
            return Made(source)
        return self._once(source, scribe, lambda: self._drawn_font(source, scribe))

    def inline(self, image: Raw, scribe: Scribe) -> Made:
        """Convert an inline image to an image object."""
        stream = self.pdf.make_stream(image.read_raw_bytes(), image.obj)
        return self._image(stream, scribe)

    def _note(self, message: str) -> None:
        if message not in self.notes:
            self.notes.append(message)

    def _once(
        self, source: Raw, scribe: Scribe, make: Callable[[], Made], *, ground: Values | None = None
    ) -> Made:
        """Convert an object unless it has been, for the same palette and the same ground."""
        if not source.is_indirect:
            return make()
        # what is small, or a rule, shows at the size at which a form is drawn
        size = tuple(round(side, 3) for side in scribe.state.scale()) if _drawn(source) else ()
        key = (source.objgen, scribe.palette.space, scribe.opaque, size, ground)
        if source.objgen in self._open:
            raise UnconvertibleError("a form draws itself")
        if key not in self._made:
            self._open.add(source.objgen)
            try:
                self._made[key] = make()
            finally:
                self._open.discard(source.objgen)
        return self._made[key]

    def _form(self, source: Raw, scribe: Scribe) -> Made:
        """Convert a form; it takes over the colours that are set where it is drawn."""
        matrix = multiply(_matrix(source), scribe.state.matrix)
        own = self._scribe(source, scribe, palette=scribe.palette, matrix=matrix, inherits=True)
        return Made(self._rewritten(source, own, _FORM_KEYS), own.transparent, own.inherits)

    def _pattern(self, source: Raw, scribe: Scribe) -> Made:
        """Convert a pattern; coloured tiles begin with black."""
        if int(source.PatternType) == 2:
            made = Dictionary({key: source[key] for key in _SHADING_PATTERN_KEYS if key in source})
            made.Shading = self.shading(source.Shading, scribe).object
            return Made(self.pdf.make_indirect(made))
        matrix, stencil = multiply(_matrix(source), scribe.start), int(source.PaintType) == 2
        own = self._scribe(source, scribe, palette=scribe.palette, matrix=matrix, inherits=stencil)
        return Made(self._rewritten(source, own, _PATTERN_KEYS), own.transparent)

    def _soft_mask(self, mask: Raw, scribe: Scribe) -> Dictionary:
        """Convert a soft mask: one of luminosity to grey, one of alpha to inks (which none sees)."""
        luminous = mask.get("/S") == Name.Luminosity
        palette: Palette = self.greys if luminous else self.inks
        group = mask.G
        key = (group.objgen, f"mask {palette.space}", False)
        if key not in self._made:
            matrix = multiply(_matrix(group), scribe.state.matrix)
            own = self._scribe(group, scribe, palette=palette, matrix=matrix, inherits=False)
            own.solid = False
            self._made[key] = Made(self._rewritten(group, own, _FORM_KEYS))
        made = Dictionary(Type=Name.Mask, S=mask.S, G=self._made[key].object)
        if "/BC" in mask and luminous:
            space = read_space(group.Group.CS, scribe.source)
            made.BC = Array(list(palette.colour(space, tuple(float(v) for v in mask.BC))))
        return made

    def _drawn_font(self, source: Raw, scribe: Scribe) -> Made:
        """Convert the glyph streams of a Type 3 font; they take over the text's colour."""
        made, glyphs, used = source.copy(), {}, dict[str, dict[str, Raw]]()
        transparent = False
        for name, glyph in source.CharProcs.items():
            own = self._scribe(
                source, scribe, palette=scribe.palette, matrix=IDENTITY, inherits=True
            )
            own.solid, own.used = False, used
            glyphs[name] = self.pdf.make_stream(rewrite(own, glyph))
            transparent |= own.transparent
        made.CharProcs = Dictionary(glyphs)
        made.Resources = Dictionary({kind: Dictionary(names) for kind, names in used.items()})
        return Made(self.pdf.make_indirect(made), transparent)

    def _image(self, source: Raw, scribe: Scribe, ground: Values | None = None) -> Made:
        """Convert an image and its masks; on a ground of one colour it is flattened."""
        if source.get("/ImageMask", False):
            return Made(
                self._placed(plate(source, space=None, palette=scribe.palette)), inherits=True
            )
        space = read_space(source.ColorSpace, scribe.source)
        soft, hard = source.get("/SMask"), source.get("/Mask")
        if soft is not None:
            flat = flattened(source, space=space, palette=scribe.palette, ground=ground)
            if flat is not None:
                return Made(self._placed(flat))
        made = plate(source, space=space, palette=scribe.palette)
        if soft is not None:
            made.entries.SMask = self._placed(plate(soft, space=GREY, palette=scribe.palette))
        elif isinstance(hard, pikepdf.Stream):
            made.entries.Mask = self._placed(plate(hard, space=None, palette=scribe.palette))
        elif hard is not None:
            raise UnconvertibleError("a picture has a colour that counts as transparent")
        return Made(self._placed(made), transparent=soft is not None)

    def _placed(self, made: Plate) -> pikepdf.Stream:
        """Put a stream into the file, or give the equal one that is there."""
        digest = hashlib.sha256(made.entries.unparse(resolved=False))
        digest.update(made.data)
        key = digest.digest()
        if key not in self._streams:
            self._streams[key] = self.pdf.make_stream(made.data, made.entries)
        return self._streams[key]

    def _scribe(
        self, source: Raw, user: Scribe, *, palette: Palette, matrix: Matrix, inherits: bool
    ) -> Scribe:
        """Make the scribe for an object with a content stream."""
        resources = source.get("/Resources", user.source)
        return Scribe(self, resources, palette, solid=user.opaque, matrix=matrix, inherits=inherits)

    def _rewritten(self, source: Raw, own: Scribe, keys: tuple[str, ...]) -> pikepdf.Stream:
        """Make the stream that takes the place of `source`; `keys` of its dictionary are kept."""
        content = rewrite(own, source)
        entries = Dictionary({key: source[key] for key in keys if key in source})
        entries.Resources = own.resources()
        if "/Group" in source:
            entries.Group = source.Group.copy()
            entries.Group.CS = Name(own.palette.space)
        return self._placed(Plate(content, entries))


_FORM_KEYS = ("/Type", "/Subtype", "/FormType", "/BBox", "/Matrix")
_PATTERN_KEYS = (
    *("/Type", "/PatternType", "/PaintType", "/TilingType"),
    *("/BBox", "/XStep", "/YStep", "/Matrix"),
)
_SHADING_PATTERN_KEYS = ("/Type", "/PatternType", "/Matrix")
_STATE_KEYS = (
    *("/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/FL", "/SA", "/Font"),
    *("/BM", "/SMask", "/CA", "/ca", "/AIS", "/TK"),
)
"""What is kept of each kind of dictionary; what a press must not find (transfer curves, halftones,
the raw file's overprint) is not among it."""


def _drawn(source: Raw) -> bool:
    """Tell whether an object is a form, which has the size that its user gives it."""
    return bool(source.get("/Subtype") == "/Form")


def _matrix(source: Raw) -> Matrix:
    """Give an object's Matrix."""
    if "/Matrix" not in source:
        return IDENTITY
    a, b, c, d, e, f = (float(value) for value in source.Matrix)
    return (a, b, c, d, e, f)


def _has_masks(resources: Raw) -> bool:
    """Tell whether a page draws transparent pictures."""
    things = resources.get("/XObject", {}).items() if resources is not None else ()
    return any("/SMask" in thing for _, thing in things)
