"""Plates: what each ink prints of each page, as pictures, by printissue's own means or by Ghostscript's."""

import io
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
from PIL import Image, ImageChops

from printissue.files import temporary_folder
from printissue.preflight.inkwell import PROCESS, Inkwell, InseparableError, Raw
from printissue.preflight.plating import Plating

DPI = 144
"""Dots an inch of the plates: text of 6 pt and lines of half a point keep their share of ink."""
MOST_PIXELS = 40_000_000
"""Pixels of one plate; a larger page is drawn more coarsely."""
PATIENCE = 20.0
"""Seconds that Ghostscript may take for one page."""

Plates = dict[str, Image.Image]
"""By ink, 255 is all of it; all of one size."""


@dataclass(frozen=True, slots=True)
class Separation:
    """The plates of one page as it is seen, and what of it could not be separated."""

    plates: Plates
    faults: tuple[str, ...] = ()


class Separations:
    """The plates of every page of a PDF; `kept` names the spot colours that have plates of their own."""

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
        self._inkwell = Inkwell(kept, _output_profile(pdf))
        self._dpi = dpi
        self._without = without
        inks = (*PROCESS, *kept)
        self._groups = [inks[at : at + 3] for at in range(0, len(inks), 3)]
        self._faults: list[tuple[str, ...]] = [()] * len(pdf.pages)
        self._files = [self._redrawn(copy.getvalue(), group) for group in self._groups]

    @property
    def spots(self) -> tuple[str, ...]:
        """Name the spot colours that the pages use, kept or not."""
        return tuple(sorted(self._inkwell.spots))

    def __iter__(self) -> Iterator[Separation]:
        documents = [pypdfium2.PdfDocument(content) for content in self._files]
        try:
            for number, faults in enumerate(self._faults):
                yield self._page(documents, number, faults)
        finally:
            for document in documents:
                document.close()

    def _redrawn(self, content: bytes, group: tuple[str, ...]) -> bytes:
        with pikepdf.open(io.BytesIO(content), suppress_warnings=True) as pdf:
            plating = Plating(pdf, self._inkwell, group)
            for number, page in enumerate(pdf.pages):
                plating.faults.clear()
                try:
                    if number + 1 in self._without:
                        raise InseparableError("it holds more than can be drawn")
                    plating.page(page)
                except Exception as error:
                    said = error if isinstance(error, InseparableError) else type(error).__name__
                    plating.fault(f"the page cannot be read ({said})")
                    page.obj.Contents = pdf.make_stream(b"")
                known = self._faults[number]
                self._faults[number] = tuple(dict.fromkeys([*known, *plating.faults]))
            target = io.BytesIO()
            level = pikepdf.StreamDecodeLevel.none
            pdf.save(target, stream_decode_level=level, fix_metadata_version=False)
            return target.getvalue()

    def _page(self, documents: list[Raw], number: int, faults: tuple[str, ...]) -> Separation:
        plates: Plates = {}
        for document, group in zip(documents, self._groups, strict=True):
            try:
                bands = _drawn(document, number, self._dpi).split()
            except Exception as error:  # a size that no memory holds, a box outside of the page
                return Separation({}, (*faults, f"the page cannot be drawn ({error})"))
            plates |= {n: ImageChops.invert(band) for n, band in zip(group, bands, strict=False)}
        return Separation(plates, faults)


def _drawn(document: Raw, number: int, dpi: int) -> Image.Image:
    page = document[number]
    width, height = page.get_size()
    scale = min(dpi / 72, (MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, draw_annots=False, may_draw_forms=False)
    picture: Image.Image = bitmap.to_pil().convert("RGB")
    page.close()
    return picture


def by_ghostscript(path: Path, page: int, *, dpi: int = 72) -> Separation | None:
    """Let Ghostscript separate one page (from 1) into the four process inks; None where it does not."""
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
            subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True)
            with Image.open(target) as picture:
                return Separation(dict(zip(PROCESS, picture.convert("CMYK").split(), strict=True)))
        except (OSError, subprocess.SubprocessError, SyntaxError):
            return None


def _output_profile(pdf: pikepdf.Pdf) -> bytes:
    """Give the CMYK profile of the file's output intent, where it has one."""
    try:
        for intent in pdf.Root.OutputIntents.as_list():
            if int(intent.DestOutputProfile.N) == 4:
                return bytes(intent.DestOutputProfile.read_bytes())
    except Exception:
        return b""
    return b""
