"""Close up the space below columns, so that the text after them is on the grid again.

The layout engine searches the height of columns in its own steps, and gives broken blocks all of it. The part below
the last whole line is usually empty: everything after the columns moves up by it. If a box extends into that part,
everything moves down to the next line instead, if the page has space.
"""

from printissue.layout.engine import Box, Document
from printissue.layout.flow import LEVEL


def close_up(document: Document, line: float) -> None:
    """Make columns a whole number of lines high (`line` in px), and move what follows them on their pages."""
    for number, page in enumerate(document.pages):
        foot = page.box.content_y + page.box.height
        if _close(page.root, line, space=foot - _end(page.root)):
            document.update(number)


def _close(box: Box, line: float, *, space: float, inside: bool = False) -> float:
    """Close up below the columns in a box, within `main`, and return by how much (px) its end has moved up.

    `space` is the space below the content of the page.
    """
    moved = 0.0
    inside = inside or box.tag == "main"
    for child in box.children:
        if moved:
            child.move_up(moved)
        if not child.holds_blocks or not child.in_flow:
            continue
        if not any(one.is_column for one in child.children):
            moved += _close(child, line, space=space + moved, inside=inside)
        elif inside:
            moved += _close_columns(child, line, space + moved)
    box.shorten(moved)
    return moved


def _close_columns(columns: Box, line: float, space: float) -> float:
    """Make columns a whole number of lines high, and return by how much (px) they are shorter."""
    excess = columns.height % line
    end = columns.content_y + columns.height - excess
    if min(excess, line - excess) < LEVEL:
        return 0.0
    if _end(columns) > end + LEVEL:
        excess -= line
    if -excess > space:
        return 0.0
    for box in (columns, *columns.children):
        box.shorten(excess)
    return excess


def _end(box: Box) -> float:
    """Return where the visible content of a box ends (px); broken blocks extend beyond it."""
    if box.kind in ("line", "picture"):
        return box.y + box.margin_height
    own = box.border_y + box.border_height if box.is_framed else 0.0
    return max([own, *(_end(child) for child in box.children)])
