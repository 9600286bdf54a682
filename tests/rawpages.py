"""Raw pages for the tests of the tagged editions: HTML laid out by WeasyPrint, and options to finish it."""

import datetime as dt
import io
import warnings
from dataclasses import replace
from functools import cache
from pathlib import Path

import pikepdf
from PIL import Image

from printissue import layout as stage
from printissue.assets.resources import Resources
from printissue.core.findings import Finding
from printissue.editions import Attachment, EditionSource
from printissue.editions.tagged import WRITER
from printissue.layout import tag_hints
from printissue.layout.engine import Document
from printissue.model.editions import EDITIONS
from printissue.model.issue import Publication
from printissue.model.records import BibliographicRecord

ROOT = Path(__file__).resolve().parents[1]
SHEET = """
@page { size: A5; margin: 15mm }
body { margin: 0 }
html { font: 10pt "Source Serif Pro", Amiri }
code, pre { font-family: "IBM Plex Mono" }
ul ul { list-style-type: disc }
"""

RECORD = BibliographicRecord(
    title="October & November <2015>",
    publication="Monthly Update",
    publisher="The Office",
    language="en",
    cover_date="2015-10",
    created=dt.datetime(2015, 10, 1, tzinfo=dt.UTC),
    identifier="urn:printissue:monthly/2015-10",
)

SOURCE = EditionSource(
    publication=Publication(title="Monthly Update", publisher="The Office"),
    edition=EDITIONS["archive"],
    record=RECORD,
    attachments=(),
    first_folio=1,
    name="monthly/2015-10 archive",
    right_to_left=False,
)


@cache
def picture() -> str:
    """Return a small picture as a data URL."""
    import base64

    target = io.BytesIO()
    Image.new("RGB", (60, 40), (180, 30, 20)).save(target, "PNG")
    return "data:image/png;base64," + base64.b64encode(target.getvalue()).decode()


@cache
def raw(body: str, *, language: str = "en", marked: bool = True) -> bytes:
    """Lay out the body of a page, and return its raw PDF, without hints if `marked` is False."""
    stage.load(Resources.of(ROOT).fontconfig())
    import weasyprint

    html = (
        f'<!doctype html><html lang="{language}"><title>T</title><style>{SHEET}</style><body>{body}'
    )
    document = weasyprint.HTML(string=html, base_url="https://printissue.invalid/").render()
    if marked:
        tag_hints.add_hints(Document(document).pages)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its ICC file open
        return bytes(document.write_pdf(pdf_tags=True, output_intent="srgb", uncompressed_pdf=True))


def finish(content: bytes, source: EditionSource = SOURCE) -> tuple[bytes, tuple[Finding, ...]]:
    """Finish a raw file."""
    return WRITER.finish(replace(source, raw=content))


def finished(
    body: str, *, edition: str = "archive", marked: bool = True, **changes: object
) -> tuple[pikepdf.Pdf, tuple[Finding, ...]]:
    """Lay out a body and finish it; `changes` are changed options."""
    source = replace(SOURCE, edition=EDITIONS[edition], **changes)
    content, findings = finish(raw(body, language=source.record.language, marked=marked), source)
    return pikepdf.open(io.BytesIO(content)), findings


__all__ = ["RECORD", "SOURCE", "Attachment", "finish", "finished", "picture", "raw"]
