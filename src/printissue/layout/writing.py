"""Writing: a layout becomes the raw PDF of an edition."""

from printissue.core.findings import Finding
from printissue.layout import tag_hints
from printissue.layout.reports import page_findings
from printissue.layout.setting import Layout
from printissue.model.editions import Edition


def write(layout: Layout, edition: Edition, place: str) -> tuple[bytes, tuple[Finding, ...]]:
    """Return a layout as the raw PDF of an edition, uncompressed, for the stage that finishes it."""
    if layout.document is None:
        raise ValueError("a layout with errors has no pages to write")
    tagged = not edition.in_ink
    if tagged:
        tag_hints.leave(layout.document.pages)
    raw, messages, refused = layout.document.write(tagged=tagged, ppi=edition.ppi)
    # the pictures within drawings are asked for only now
    return raw, tuple(page_findings(messages, refused, place))
