"""The conversion of a raw file's forms, patterns, shadings, soft masks, images and Type 3 fonts, each once.

Nothing changes in place: a converted object is a new one, and objects without a reference are not written. So no
colour space of the raw file can be left over.
"""

import hashlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Name

from printissue.editions.print.backdrop import Backdrop
from printissue.editions.print.colour import (
    CmykConversion,
    ColourConversion,
    LuminosityConversion,
    UnconvertibleError,
)
from printissue.editions.print.images import StreamData, convert_image, flatten_image
from printissue.editions.print.rewriter import ConvertedObject, PrintRewriter
from printissue.editions.print.shadings import convert_shading
from printissue.pdf.cache import FileCache
from printissue.pdf.colour import GRAY, ColourSpace
from printissue.pdf.content import decode_stream, join_streams
from printissue.pdf.functions import Values
from printissue.pdf.interpreter import blend_mode
from printissue.pdf.matrix import IDENTITY, Matrix, lengths, multiply, read_matrix
from printissue.pdf.objects import Raw, inherited, name_object

_Key = tuple[object, ...]


class Converter:
    """The objects of one file, converted.

    `smallest` is the smallest type size, in pt, at which the press keeps several inks in register. `faults` say what
    could not be converted, `notes` what changed on the page that was converted last.
    """

    def __init__(self, pdf: pikepdf.Pdf, inks: CmykConversion, *, smallest: float) -> None:
        self.pdf, self.inks, self.greys, self.smallest = pdf, inks, LuminosityConversion(), smallest
        self.faults: list[str] = []
        self.notes: list[str] = []
        self.cache = FileCache(pdf)
        self._made: dict[_Key, ConvertedObject] = {}
        self._open: set[tuple[int, int]] = set()
        self._streams: dict[bytes, pikepdf.Stream] = {}

    def fault(self, message: str) -> None:
        """Record what could not be converted, once."""
        if message not in self.faults:
            self.faults.append(message)

    def page(self, page: pikepdf.Page) -> tuple[bytes, Dictionary, bool]:
        """Return a page's converted content, its resources, and whether it uses transparency."""
        resources = inherited(page.obj, "/Resources")
        rewriter = PrintRewriter(
            self, resources, self.inks, solid=True, matrix=IDENTITY, inherits=False
        )
        self.notes = []
        rewriter.backdrop = Backdrop() if _has_masks(resources) else None
        content = rewriter.rewrite(join_streams(page.obj.get("/Contents"), self.fault))
        return content, rewriter.named_resources(), rewriter.transparent

    def form(self, source: Raw, user: PrintRewriter) -> ConvertedObject:
        """Convert a form XObject."""
        # the size at which a form is drawn decides which of its text is small and which paths are rules
        size = tuple(round(side, 3) for side in lengths(user.state.ctm))
        return self._once(source, user, lambda: self._form(source, user), about=size)

    def image(self, source: Raw, user: PrintRewriter) -> ConvertedObject:
        """Convert an image."""
        backdrop = user.backdrop_of_image() if "/SMask" in source else None
        made = self._once(source, user, lambda: self._image(source, user, backdrop), about=backdrop)
        if backdrop and not made.transparent:
            on = "the colour beneath it" if any(backdrop) else "bare paper"
            self._note(f"a picture of {source.Width} x {source.Height} px is flattened on {on}")
        return made

    def pattern(self, source: Raw, user: PrintRewriter) -> ConvertedObject:
        """Convert a tiling or shading pattern."""
        return self._once(source, user, lambda: self._pattern(source, user))

    def shading(self, source: Raw, user: PrintRewriter) -> ConvertedObject:
        """Convert a shading."""

        def make() -> ConvertedObject:
            space = user.space(source.ColorSpace)
            return ConvertedObject(
                convert_shading(self.pdf, source, space=space, conversion=user.conversion)
            )

        return self._once(source, user, make)

    def state(self, source: Raw, user: PrintRewriter) -> ConvertedObject:
        """Convert an extended graphics state with its soft mask; its overprint is dropped, the rewriter sets it."""
        kept = {key: source[key] for key in _STATE_KEYS if key in source}
        blends = blend_mode(source.get("/BM")) != "Normal"
        mask = source.get("/SMask")
        transparent = blends or isinstance(mask, pikepdf.Dictionary)
        transparent |= min(float(source.get(key, 1)) for key in ("/ca", "/CA")) < 1
        if isinstance(mask, pikepdf.Dictionary):
            kept["/SMask"] = self._soft_mask(mask, user)
        return ConvertedObject(Dictionary(kept), transparent, blends)

    def font(self, source: Raw, user: PrintRewriter) -> ConvertedObject:
        """Convert a Type 3 font, whose glyphs are content streams; return any other font unchanged."""
        if source.get("/Subtype") != "/Type3":
            return ConvertedObject(source)
        return self._once(source, user, lambda: self._type3_font(source, user))

    def _note(self, message: str) -> None:
        if message not in self.notes:
            self.notes.append(message)

    def _once(
        self,
        source: Raw,
        user: PrintRewriter,
        make: Callable[[], ConvertedObject],
        *,
        about: object = None,
    ) -> ConvertedObject:
        """Convert an object, once for each conversion, opacity, and `about`: the size or backdrop it is drawn with."""
        if not source.is_indirect:
            return make()
        key = (source.objgen, user.conversion.space, user.opaque, about)
        if source.objgen in self._open:
            raise UnconvertibleError("a form draws itself")
        if key not in self._made:
            self._open.add(source.objgen)
            try:
                self._made[key] = make()
            finally:
                self._open.discard(source.objgen)
        return self._made[key]

    def _form(self, source: Raw, user: PrintRewriter) -> ConvertedObject:
        """Convert a form; it inherits the colours that are set where it is drawn.

        An opaque transparency group without blend modes looks the same as a form that is no group. It is written as
        one, so that black text in it can overprint what lies below the group (ISO 32000-1, 11.7.4.5).
        """
        matrix = multiply(read_matrix(source.get("/Matrix")), user.state.ctm)
        own = self._rewriter(source, user, conversion=user.conversion, matrix=matrix, inherits=True)
        plain = user.opaque and isinstance(user.conversion, CmykConversion)
        made = self._rewritten(source, own, _FORM_KEYS, ungrouped=plain)
        return ConvertedObject(made, own.transparent, own.blended, own.inherited)

    def _pattern(self, source: Raw, user: PrintRewriter) -> ConvertedObject:
        """Convert a pattern; a coloured tiling pattern starts with black."""
        if int(source.PatternType) == 2:
            made = Dictionary({key: source[key] for key in _SHADING_PATTERN_KEYS if key in source})
            made.Shading = self.shading(source.Shading, user).object
            return ConvertedObject(self.pdf.make_indirect(made))
        matrix, stencil = (
            multiply(read_matrix(source.get("/Matrix")), user.context.base),
            int(source.PaintType) == 2,
        )
        own = self._rewriter(
            source, user, conversion=user.conversion, matrix=matrix, inherits=stencil
        )
        return ConvertedObject(self._rewritten(source, own, _PATTERN_KEYS), own.transparent)

    def _soft_mask(self, mask: Raw, user: PrintRewriter) -> Dictionary:
        """Convert a soft mask: a luminosity mask to grey, an alpha mask (whose colours do not show) to inks."""
        luminous = mask.get("/S") == Name.Luminosity
        conversion: ColourConversion = self.greys if luminous else self.inks
        group = mask.G
        key = (group.objgen, f"mask {conversion.space}", False)
        if key not in self._made:
            matrix = multiply(read_matrix(group.get("/Matrix")), user.state.ctm)
            own = self._rewriter(group, user, conversion=conversion, matrix=matrix, inherits=False)
            own.solid = False
            self._made[key] = ConvertedObject(self._rewritten(group, own, _FORM_KEYS))
        made = Dictionary(Type=Name.Mask, S=mask.S, G=self._made[key].object)
        if "/BC" in mask and luminous:
            space = user.space(group.Group.CS)
            made.BC = Array(list(conversion.colour(space, tuple(float(v) for v in mask.BC))))
        return made

    def _type3_font(self, source: Raw, user: PrintRewriter) -> ConvertedObject:
        """Convert the glyph procedures of a Type 3 font; they inherit the text's colour."""
        made, glyphs, used = source.copy(), Dictionary(), dict[str, dict[str, Raw]]()
        resources = Dictionary()
        transparent = False
        for name, glyph in source.CharProcs.items():
            own = self._rewriter(
                source, user, conversion=user.conversion, matrix=IDENTITY, inherits=True
            )
            own.solid, own.named = False, used
            glyphs[name_object(name)] = self.pdf.make_stream(own.rewrite(decode_stream(glyph)))
            transparent |= own.transparent
            resources = own.named_resources()
        made.CharProcs = glyphs
        made.Resources = resources
        return ConvertedObject(self.pdf.make_indirect(made), transparent)

    def _image(
        self, source: Raw, user: PrintRewriter, backdrop: Values | None = None
    ) -> ConvertedObject:
        """Convert an image and its masks; flatten it if its backdrop has one colour."""
        if source.get("/ImageMask", False):
            return ConvertedObject(
                self._add_stream(convert_image(source, space=None, conversion=user.conversion)),
                inherits=True,
            )
        space: ColourSpace = user.space(source.ColorSpace)
        soft, hard = source.get("/SMask"), source.get("/Mask")
        if soft is not None:
            flat = flatten_image(source, space=space, conversion=user.conversion, backdrop=backdrop)
            if flat is not None:
                return ConvertedObject(self._add_stream(flat))
        made = convert_image(source, space=space, conversion=user.conversion)
        if soft is not None:
            made.entries.SMask = self._add_stream(
                convert_image(soft, space=GRAY, conversion=user.conversion)
            )
        elif isinstance(hard, pikepdf.Stream):
            made.entries.Mask = self._add_stream(
                convert_image(hard, space=None, conversion=user.conversion)
            )
        elif hard is not None:
            raise UnconvertibleError("a picture has a colour that counts as transparent")
        return ConvertedObject(self._add_stream(made), transparent=soft is not None)

    def _add_stream(self, made: StreamData) -> pikepdf.Stream:
        """Add a stream to the file, and return it, or the equal one that is there already."""
        digest = hashlib.sha256(made.entries.unparse(resolved=False))
        digest.update(made.data)
        key = digest.digest()
        if key not in self._streams:
            self._streams[key] = self.pdf.make_stream(made.data, made.entries)
        return self._streams[key]

    def _rewriter(
        self,
        source: Raw,
        user: PrintRewriter,
        *,
        conversion: ColourConversion,
        matrix: Matrix,
        inherits: bool,
    ) -> PrintRewriter:
        """Return a rewriter for an object with a content stream."""
        resources = source.get("/Resources", user.context.resources)
        return PrintRewriter(
            self, resources, conversion, solid=user.opaque, matrix=matrix, inherits=inherits
        )

    def _rewritten(
        self, source: Raw, own: PrintRewriter, keys: tuple[str, ...], *, ungrouped: bool = False
    ) -> pikepdf.Stream:
        """Return the converted stream of `source`, with `keys` of its dictionary.

        If `ungrouped`, it is a transparency group only if something in it depends on that.
        """
        content = own.rewrite(decode_stream(source))
        entries = Dictionary({key: source[key] for key in keys if key in source})
        entries.Resources = own.named_resources()
        if "/Group" in source:
            needed = own.blended or bool(source.Group.get("/K", False))
            if needed or not ungrouped:
                entries.Group = source.Group.copy()
                entries.Group.CS = Name(own.conversion.space)
        return self._add_stream(StreamData(content, entries))


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
"""The entries that are kept of each kind of dictionary: not transfer curves, halftones, and overprint."""


def _has_masks(resources: Raw) -> bool:
    """Return whether a page's resources have images or forms with a soft mask."""
    objects = resources.get("/XObject", {}).items() if resources is not None else ()
    return any("/SMask" in one for _, one in objects)
