"""The separations of each page as images, made by printissue itself or by Ghostscript."""

import io
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image, ImageChops

from printissue.core.files import temporary_folder
from printissue.pdf.colour import PROCESS
from printissue.pdf.objects import ContentError, Raw, reason
from printissue.preflight.separations.images import Plates
from printissue.preflight.separations.inks import InkModel
from printissue.preflight.separations.redraw import DecodedContent, PageRedrawer

DPI = 144
"""The resolution of plates, at which text of 6 pt and lines of 0.5 pt keep their share of ink."""
MOST_PIXELS = 40_000_000
"""The most pixels of a plate; a larger page has a lower resolution."""
GHOSTSCRIPT_SECONDS = 20.0
"""The time limit (s) of Ghostscript for one page."""


@dataclass(frozen=True, slots=True)
class Separation:
    """The plates of one page as it is seen, and what could not be separated."""

    plates: Plates
    faults: tuple[str, ...] = ()


class Separations:
    """The plates of every page of a PDF; the spot colours in `kept` have plates of their own."""

    def __init__(
        self,
        pdf: pikepdf.Pdf,
        kept: tuple[str, ...] = (),
        *,
        dpi: int = DPI,
        without: frozenset[int] = frozenset(),
    ) -> None:
        copy = io.BytesIO()
        pdf.save(copy, encryption=False, fix_metadata_version=False)
        self._content = copy.getvalue()
        self._model = InkModel(kept, _output_profile(pdf))
        self._dpi = dpi
        self._without = without
        self._faults: list[tuple[str, ...]] = [()] * len(pdf.pages)
        self._partial: set[int] = set()
        # black has a file of its own: what overprints is nearly always only black
        spots = [kept[at : at + 3] for at in range(0, len(kept), 3)]
        self._files = self._redraw_for_each([PROCESS[:3], PROCESS[3:], *spots], None)
        inks = [(ink,) for ink in (*PROCESS, *kept)]
        self._singly = self._redraw_for_each(inks, self._partial) if self._partial else []

    @property
    def spots(self) -> tuple[str, ...]:
        """The spot colours that the pages use, kept or not."""
        return tuple(sorted(self._model.spots))

    def __iter__(self) -> Iterator[Separation]:
        opened = {
            inks: pypdfium2.PdfDocument(content) for inks, content in (*self._files, *self._singly)
        }
        singly = [inks for inks, _ in self._singly]
        together = [inks for inks, _ in self._files]
        try:
            for number, faults in enumerate(self._faults):
                groups = singly if number in self._partial else together
                yield self._page({inks: opened[inks] for inks in groups}, number, faults)
        finally:
            for document in opened.values():
                document.close()

    def _redraw_for_each(
        self, groups: Iterable[tuple[str, ...]], pages: set[int] | None
    ) -> list[tuple[tuple[str, ...], bytes]]:
        """Return the file redrawn for each group of inks, all pages or some (from 0) of it."""
        with ExitStack() as stack:
            decoded = DecodedContent(self._model)
            redrawers = []
            for inks in groups:
                pdf = pikepdf.open(io.BytesIO(self._content), suppress_warnings=True)
                redrawers.append(PageRedrawer(stack.enter_context(pdf), decoded, inks))
            for number in range(len(self._faults)):
                for redrawer in redrawers:
                    if pages is None or number in pages:
                        self._redraw(redrawer, number)
                    else:
                        _clear(redrawer, number)
                decoded.clear()
            return [(redrawer.order, _saved(redrawer.pdf)) for redrawer in redrawers]

    def _redraw(self, redrawer: PageRedrawer, number: int) -> None:
        """Redraw a page (from 0), and record what cannot be separated."""
        try:
            if number + 1 in self._without:
                raise ContentError("it has too much content")
            redrawer.page(redrawer.pdf.pages[number])
        except Exception as error:
            redrawer.fault(f"the page cannot be read ({reason(error)})")
            _clear(redrawer, number)
        if redrawer.partial and len(redrawer.inks) > 1:
            self._partial.add(number)
        known = self._faults[number]
        self._faults[number] = tuple(dict.fromkeys([*known, *redrawer.faults]))

    def _page(
        self, documents: dict[tuple[str, ...], Raw], number: int, faults: tuple[str, ...]
    ) -> Separation:
        plates: Plates = {}
        for inks, document in documents.items():
            try:
                picture = _render(document, number, self._dpi)
            except Exception:  # a size that does not fit in memory, or a box outside the page
                return Separation({}, (*faults, "the page cannot be rendered"))
            plates |= {n: ImageChops.invert(picture.getchannel(at)) for at, n in enumerate(inks)}
        return Separation(plates, faults)


def separate_page(content: bytes, number: int, *, dpi: int = DPI) -> Separation:
    """Return the process inks of one page (from 1) of a PDF, up to its bleed box."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        page = pdf.pages[number - 1]
        page.obj.CropBox = page.get("/BleedBox", page.trimbox)
        del pdf.pages[number:]
        del pdf.pages[: number - 1]
        (separation,) = Separations(pdf, dpi=dpi)
        return separation


def _clear(redrawer: PageRedrawer, number: int) -> None:
    redrawer.pdf.pages[number].obj.Contents = redrawer.pdf.make_stream(b"")


def _saved(pdf: pikepdf.Pdf) -> bytes:
    target = io.BytesIO()
    level = pikepdf.StreamDecodeLevel.none
    pdf.save(target, stream_decode_level=level, compress_streams=False, fix_metadata_version=False)
    return target.getvalue()


def _render(document: Raw, number: int, dpi: int) -> Image.Image:
    page = document[number]
    width, height = page.get_size()
    scale = min(dpi / 72, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, draw_annots=False, may_draw_forms=False)
    image: Image.Image = bitmap.to_pil()
    page.close()
    return image if image.mode == "RGB" else image.convert("RGB")


def separate_with_ghostscript(path: Path, page: int, *, dpi: int = 72) -> Separation | None:
    """Return one page, from 1, separated by Ghostscript into the process inks; None where that fails."""
    program = shutil.which("gs")
    if program is None:
        return None
    with temporary_folder() as folder:
        target = folder / "plates.tif"
        command = [
            *(program, "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-dUseCropBox"),
            *("-sDEVICE=tiff32nc", f"-r{dpi}", "-dShowAnnots=false"),
            *(f"-dFirstPage={page}", f"-dLastPage={page}", f"-sOutputFile={target}", str(path)),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=GHOSTSCRIPT_SECONDS, check=True)
            with Image.open(target) as image:
                return Separation(dict(zip(PROCESS, image.convert("CMYK").split(), strict=True)))
        except (OSError, subprocess.SubprocessError, SyntaxError):
            return None


def _output_profile(pdf: pikepdf.Pdf) -> bytes:
    """Return the CMYK profile of the file's output intent; empty where it has none."""
    try:
        for intent in pdf.Root.OutputIntents.as_list():
            if int(intent.DestOutputProfile.N) == 4:
                return bytes(intent.DestOutputProfile.read_bytes())
    except Exception:
        return b""
    return b""
