"""Move the end of an issue to the foot of its last page, where the theme asks for it by `align-self: end`."""

from printissue.layout.engine import Box, Document
from printissue.layout.flow import LEVEL


def move_to_foot(document: Document) -> None:
    """Move the last block of the last page to the foot of the page if its `align-self` is `end`."""
    page = document.pages[-1]
    block = _last_block(page.root)
    if block is None or not block.is_at_end:
        return
    space = _bottom(page.box) - (block.border_y + block.border_height)
    if space > LEVEL:
        block.move_up(-space)
        document.update(len(document.pages) - 1)


def _bottom(page: Box) -> float:
    """Return the foot of the area of a page that text may fill: its footnotes are below it."""
    notes = [one.y for one in page.children if one.kind == "block" and one.tag != "html"]
    return min([page.content_y + page.height, *notes])


def _last_block(root: Box) -> Box | None:
    """Return the last block in the flow of `body`; None where a page has none."""
    body = next((one for one in root.children if one.tag == "body"), None)
    blocks = [one for one in body.children if one.in_flow] if body else []
    return blocks[-1] if blocks else None
