"""The file of the sheets: its sides, its catalogue and claims, written as bytes."""

from collections.abc import Sequence

import pikepdf

from printissue.imposition.catalogue import (
    flatten,
    label_sides,
    settle_claims,
    strip,
    version_of,
)
from printissue.imposition.forms import replace_pages
from printissue.imposition.pages import SourcePage
from printissue.imposition.plans import Plan, Sheet
from printissue.pdf.imposed import note_sheets
from printissue.pdf.save import save


def put_on_sheets(
    pdf: pikepdf.Pdf,
    pages: Sequence[SourcePage],
    plans: Sequence[Plan],
    *,
    sheet: Sheet,
    labels: Sequence[str],
    made: str,
) -> bytes:
    """Put sides in the place of a file's pages and write it; `made` says how, for the file's identifiers."""
    version = version_of(pdf)
    flatten(pdf)
    replace_pages(pdf, pages, plans, sheet=sheet)
    strip(pdf)
    note_sheets(pdf)
    keeps = settle_claims(pdf, made)
    if labels:
        label_sides(pdf, labels)
    return save(pdf, version=version, object_streams=not keeps and version >= "1.5")
