"""The converter: forms, patterns, shadings, masks and pictures of a raw file, each converted once.

Nothing is changed in place: what is converted is a new object, and what nobody names any more is
not written. So no colour space of the raw file can be left over.
"""

import hashlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name

from printissue.editions.print.backdrop import Backdrop
from printissue.editions.print.colour import Greys, Inks, Palette, UnconvertibleError
from printissue.editions.print.flattening import flattened
from printissue.editions.print.images import Plate, plate
from printissue.editions.print.rewriter import Converted, PrintRewriter
from printissue.editions.print.shadings import repaint
from printissue.pdf.cache import FileCache
from printissue.pdf.colour import GRAY, ColourSpace
from printissue.pdf.content import decode_stream, join_streams
from printissue.pdf.functions import Values
from printissue.pdf.interpreter import blend_mode
from printissue.pdf.matrix import IDENTITY, Matrix, lengths, multiply, read_matrix
from printissue.pdf.objects import Raw, inherited, name_object

_Key = tuple[object, ...]


class Converter:
    """Converts the objects of one file; `faults` gathers what could not be converted, `notes` what changed.

    `smallest` is the least size of type, in pt, whose several inks the press keeps in register.
    """

    def __init__(self, pdf: pikepdf.Pdf, inks: Inks, *, smallest: float) -> None:
        self.pdf, self.inks, self.greys, self.smallest = pdf, inks, Greys(), smallest
        self.faults: list[str] = []
        self.notes: list[str] = []
        self.cache = FileCache(pdf)
        self._made: dict[_Key, Converted] = {}
        self._open: set[tuple[int, int]] = set()
        self._streams: dict[bytes, pikepdf.Stream] = {}

    def fault(self, message: str) -> None:
        """Note what could not be converted, once."""
        if message not in self.faults:
            self.faults.append(message)

    def page(self, page: pikepdf.Page) -> tuple[bytes, Dictionary, bool]:
        """Convert a page: its content, its resources, and whether it uses transparency."""
        resources = inherited(page.obj, "/Resources")
        rewriter = PrintRewriter(
            self, resources, self.inks, solid=True, matrix=IDENTITY, inherits=False
        )
        self.notes = []
        rewriter.backdrop = Backdrop() if _has_masks(resources) else None
        content = rewriter.rewrite(join_streams(page.obj.get("/Contents"), self.fault))
        return content, rewriter.named_resources(), rewriter.transparent

    def form(self, source: Raw, user: PrintRewriter) -> Converted:
        """Convert a form XObject."""
        # what is small, or a rule, shows at the size at which a form is drawn
        size = tuple(round(side, 3) for side in lengths(user.state.ctm))
        return self._once(source, user, lambda: self._form(source, user), about=size)

    def image(self, source: Raw, user: PrintRewriter) -> Converted:
        """Convert an image."""
        backdrop = user.backdrop_of_image() if "/SMask" in source else None
        made = self._once(source, user, lambda: self._image(source, user, backdrop), about=backdrop)
        if backdrop and not made.transparent:
            on = "the colour beneath it" if any(backdrop) else "bare paper"
            self._note(f"a picture of {source.Width} x {source.Height} px is flattened on {on}")
        return made

    def pattern(self, source: Raw, user: PrintRewriter) -> Converted:
        """Convert a tiling or shading pattern."""
        return self._once(source, user, lambda: self._pattern(source, user))

    def shading(self, source: Raw, user: PrintRewriter) -> Converted:
        """Convert a shading."""

        def make() -> Converted:
            space = user.space(source.ColorSpace)
            return Converted(repaint(self.pdf, source, space=space, palette=user.palette))

        return self._once(source, user, make)

    def state(self, source: Raw, user: PrintRewriter) -> Converted:
        """Convert an extended graphics state: its soft mask; overprint is set by us alone."""
        kept = {key: source[key] for key in _STATE_KEYS if key in source}
        blends = blend_mode(source.get("/BM")) != "Normal"
        mask = source.get("/SMask")
        transparent = blends or isinstance(mask, pikepdf.Dictionary)
        transparent |= min(float(source.get(key, 1)) for key in ("/ca", "/CA")) < 1
        if isinstance(mask, pikepdf.Dictionary):
            kept["/SMask"] = self._soft_mask(mask, user)
        return Converted(Dictionary(kept), transparent, blends)

    def font(self, source: Raw, user: PrintRewriter) -> Converted:
        """Convert a font whose glyphs are streams; all others are used as they are."""
        if source.get("/Subtype") != "/Type3":
            return Converted(source)
        return self._once(source, user, lambda: self._drawn_font(source, user))

    def _note(self, message: str) -> None:
        if message not in self.notes:
            self.notes.append(message)

    def _once(
        self,
        source: Raw,
        user: PrintRewriter,
        make: Callable[[], Converted],
        *,
        about: object = None,
    ) -> Converted:
        """Convert an object unless it has been, for the same palette, the same size or the same backdrop."""
        if not source.is_indirect:
            return make()
        key = (source.objgen, user.palette.space, user.opaque, about)
        if source.objgen in self._open:
            raise UnconvertibleError("a form draws itself")
        if key not in self._made:
            self._open.add(source.objgen)
            try:
                self._made[key] = make()
            finally:
                self._open.discard(source.objgen)
        return self._made[key]

    def _form(self, source: Raw, user: PrintRewriter) -> Converted:
        """Convert a form; it takes over the colours that are set where it is drawn.

        A group that is drawn opaque and blends nothing looks the same without being one; black text in it then
        overprints what lies below, which it could not from within an isolated group (ISO 32000-1, 11.7.4.5).
        """
        matrix = multiply(read_matrix(source.get("/Matrix")), user.state.ctm)
        own = self._rewriter(source, user, palette=user.palette, matrix=matrix, inherits=True)
        plain = user.opaque and isinstance(user.palette, Inks)
        made = self._rewritten(source, own, _FORM_KEYS, ungrouped=plain)
        return Converted(made, own.transparent, own.blended, own.inherited)

    def _pattern(self, source: Raw, user: PrintRewriter) -> Converted:
        """Convert a pattern; coloured tiles begin with black."""
        if int(source.PatternType) == 2:
            made = Dictionary({key: source[key] for key in _SHADING_PATTERN_KEYS if key in source})
            made.Shading = self.shading(source.Shading, user).object
            return Converted(self.pdf.make_indirect(made))
        matrix, stencil = (
            multiply(read_matrix(source.get("/Matrix")), user.context.base),
            int(source.PaintType) == 2,
        )
        own = self._rewriter(source, user, palette=user.palette, matrix=matrix, inherits=stencil)
        return Converted(self._rewritten(source, own, _PATTERN_KEYS), own.transparent)

    def _soft_mask(self, mask: Raw, user: PrintRewriter) -> Dictionary:
        """Convert a soft mask: one of luminosity to grey, one of alpha to inks (which none sees)."""
        luminous = mask.get("/S") == Name.Luminosity
        palette: Palette = self.greys if luminous else self.inks
        group = mask.G
        key = (group.objgen, f"mask {palette.space}", False)
        if key not in self._made:
            matrix = multiply(read_matrix(group.get("/Matrix")), user.state.ctm)
            own = self._rewriter(group, user, palette=palette, matrix=matrix, inherits=False)
            own.solid = False
            self._made[key] = Converted(self._rewritten(group, own, _FORM_KEYS))
        made = Dictionary(Type=Name.Mask, S=mask.S, G=self._made[key].object)
        if "/BC" in mask and luminous:
            space = user.space(group.Group.CS)
            made.BC = Array(list(palette.colour(space, tuple(float(v) for v in mask.BC))))
        return made

    def _drawn_font(self, source: Raw, user: PrintRewriter) -> Converted:
        """Convert the glyph streams of a Type 3 font; they take over the text's colour."""
        made, glyphs, used = source.copy(), Dictionary(), dict[str, dict[str, Raw]]()
        resources = Dictionary()
        transparent = False
        for name, glyph in source.CharProcs.items():
            own = self._rewriter(source, user, palette=user.palette, matrix=IDENTITY, inherits=True)
            own.solid, own.named = False, used
            glyphs[name_object(name)] = self.pdf.make_stream(own.rewrite(decode_stream(glyph)))
            transparent |= own.transparent
            resources = own.named_resources()
        made.CharProcs = glyphs
        made.Resources = resources
        return Converted(self.pdf.make_indirect(made), transparent)

    def _image(self, source: Raw, user: PrintRewriter, backdrop: Values | None = None) -> Converted:
        """Convert an image and its masks; on a backdrop of one colour it is flattened."""
        if source.get("/ImageMask", False):
            return Converted(
                self._placed(plate(source, space=None, palette=user.palette)), inherits=True
            )
        space: ColourSpace = user.space(source.ColorSpace)
        soft, hard = source.get("/SMask"), source.get("/Mask")
        if soft is not None:
            flat = flattened(source, space=space, palette=user.palette, backdrop=backdrop)
            if flat is not None:
                return Converted(self._placed(flat))
        made = plate(source, space=space, palette=user.palette)
        if soft is not None:
            made.entries.SMask = self._placed(plate(soft, space=GRAY, palette=user.palette))
        elif isinstance(hard, pikepdf.Stream):
            made.entries.Mask = self._placed(plate(hard, space=None, palette=user.palette))
        elif hard is not None:
            raise UnconvertibleError("a picture has a colour that counts as transparent")
        return Converted(self._placed(made), transparent=soft is not None)

    def _placed(self, made: Plate) -> pikepdf.Stream:
        """Put a stream into the file, or give the equal one that is there."""
        digest = hashlib.sha256(made.entries.unparse(resolved=False))
        digest.update(made.data)
        key = digest.digest()
        if key not in self._streams:
            self._streams[key] = self.pdf.make_stream(made.data, made.entries)
        return self._streams[key]

    def _rewriter(
        self, source: Raw, user: PrintRewriter, *, palette: Palette, matrix: Matrix, inherits: bool
    ) -> PrintRewriter:
        """Make the user for an object with a content stream."""
        resources = source.get("/Resources", user.context.resources)
        return PrintRewriter(
            self, resources, palette, solid=user.opaque, matrix=matrix, inherits=inherits
        )

    def _rewritten(
        self, source: Raw, own: PrintRewriter, keys: tuple[str, ...], *, ungrouped: bool = False
    ) -> pikepdf.Stream:
        """Return the stream that takes the place of `source`; `keys` of its dictionary are kept.

        Where `ungrouped`, it is no transparency group unless something in it depends on that.
        """
        content = own.rewrite(decode_stream(source))
        entries = Dictionary({key: source[key] for key in keys if key in source})
        entries.Resources = own.named_resources()
        if "/Group" in source:
            needed = own.blended or bool(source.Group.get("/K", False))
            if needed or not ungrouped:
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


def _has_masks(resources: Raw) -> bool:
    """Tell whether a page draws transparent pictures."""
    things = resources.get("/XObject", {}).items() if resources is not None else ()
    return any("/SMask" in thing for _, thing in things)
