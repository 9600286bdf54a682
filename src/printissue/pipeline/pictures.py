"""Findings about the pictures of an issue, at the lines of the manuscript that name them."""

from collections.abc import Iterator, Sequence
from itertools import repeat

from printissue.assets.svg import read_svg
from printissue.core.findings import Finding, Place
from printissue.layout import PlacedPicture, svg_faults
from printissue.model.parts import Advertisement
from printissue.model.printers import Printer
from printissue.pipeline.job import Job

CROPPED = 0.05
"""The share of a picture that may be cut off without a finding."""
EMPTY = 0.05
"""The share of its space that an advertisement may leave empty without a finding."""
LINE_ART = (549.0, 799.0)
"""Resolutions (ppi) at or below which line art of one bit is an error, and a warning (GWG 2022 R0032)."""
SIDES = ("left", "top", "right", "bottom")


def picture_names(job: Job) -> dict[str, str]:
    """Return the names of the pictures in the HTML, by their files in the manuscript."""
    return {file: f"pictures/{number}" for number, file in enumerate(job.pictures, 1)}


def drawing_findings(job: Job) -> tuple[Finding, ...]:
    """Return findings about drawings that the layout engine cannot draw; call `layout.load` first."""
    findings = []
    for file, one in job.pictures.items():
        if not one.drawing:
            continue
        for message, line in svg_faults(one.for_print, read_svg(one.for_print).lines):
            where = f"{file}, line {line}" if line else file
            hint = "correct it, or export it again as plain SVG"
            findings.append(Finding("image-drawing", one.places[0], f"{where}: {message}", hint))
    return tuple(findings)


def picture_findings(
    job: Job, placed: Sequence[PlacedPicture], *, check_resolution: bool
) -> tuple[Finding, ...]:
    """Return findings about pictures with a low resolution, and those that lose more than 5 % of their area."""
    found: list[Finding] = []
    advertisements = _advertisements(job)
    for file, name in picture_names(job).items():
        picture = job.pictures[file]
        uses = [one for one in placed if one.name == name]
        # a picture that is named twice is placed in the order of the manuscript
        same = len(uses) == len(picture.places)
        for one, place in zip(uses, picture.places if same else repeat(picture.places[0])):  # noqa: B905
            if check_resolution:
                found += _coarse(job.printer, one, file, place, bitonal=picture.bitonal)
            found += _cropped(one, file, place)
            if file in advertisements:
                found += _wrong_proportion(one, file, place)
    order = sorted(found, key=lambda one: one.place.line or 0)
    return tuple(dict.fromkeys(order))


def _advertisements(job: Job) -> set[str]:
    """Return the files of pictures that are whole advertisements of a given size."""
    items = (item for section in job.issue.sections for _, _, item in section.placed_items())
    return {
        item.image.file
        for item in items
        if isinstance(item, Advertisement)
        and item.image
        and not (item.heading or item.body)
        and item.size != "column"
    }


def _wrong_proportion(one: PlacedPicture, file: str, place: Place) -> Iterator[Finding]:
    """Compare the proportions of an advertisement with those of its space."""
    width, height = one.frame
    empty = 1 - one.width * one.height / (width * height) if width and height else 0.0
    if empty <= EMPTY:
        return
    page = f" on page {one.page}" if one.page else ""
    message = f"{file} leaves {empty:.0%} of the space for the advertisement empty{page}"
    pixels = f"{width / 25.4 * 300:.0f} × {height / 25.4 * 300:.0f} pixels"
    hint = f"ask for a picture of {width:.0f} × {height:.0f} mm ({pixels} at 300 ppi)"
    yield Finding("advertisement-proportion", place, message, hint)


def _coarse(
    printer: Printer, one: PlacedPicture, file: str, place: Place, *, bitonal: bool
) -> Iterator[Finding]:
    """Compare the resolution of a picture with the limits of the printer."""
    if one.ppi is None:
        return
    limits = LINE_ART if bitonal else (printer.image_ppi_error, printer.image_ppi_warn)
    wanted = next((limit for limit in limits if one.ppi <= limit), None)
    if wanted is None:
        return
    refused = wanted == limits[0]
    what = f"the printer takes more than {wanted:.0f}" if refused else "it looks soft"
    message = f"{file} prints at {one.ppi:.0f} ppi, {one.width:.0f} mm wide; {what}"
    pixels = int(one.pixels * (limits[1] / one.ppi)) + 1
    hint = f"use a picture {pixels} pixels wide, or set it smaller"
    rule = "image-coarse" if refused else "image-soft"
    yield Finding(rule, place, message, hint)


def _cropped(one: PlacedPicture, file: str, place: Place) -> Iterator[Finding]:
    if one.lost <= CROPPED:
        return
    sides = [
        f"{share:.0%} {side}" for side, share in zip(SIDES, one.cut, strict=True) if share >= 0.005
    ]
    page = f" on page {one.page}" if one.page else ""
    message = f"{file} loses {one.lost:.0%} of its area{page}: {', '.join(sides)}"
    hint = "'crop: no' shows it whole; 'focus' keeps a part of it in view"
    yield Finding("image-cropped", place, message, hint)
