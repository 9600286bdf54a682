"""Closing up: columns that do not end whole lines below their head, and what follows them on the grid again.

The layout engine looks for the height of columns in steps of its own, and gives broken blocks all of it. What is left
over below their last whole line is empty, and everything after it moves up. Where something stands there, a box for
one, everything moves down to the next line, if the page has room.
"""

from printissue.layout.engine import Box, Document
from printissue.layout.fit.flow import LEVEL


def close_up(document: Document, line: float) -> None:
    """Move what follows columns on a page, so that they are whole lines (px) high."""
    for number, page in enumerate(document.pages):
        foot = page.box.content_y + page.box.height
        if _close(page.root, line, room=foot - _end(page.root)):
            document.update(number)


def _close(box: Box, line: float, *, room: float, inside: bool = False) -> float:
    """Close up below a box, within `main`, and tell by how much its end has moved up; `room` is below it all."""
    moved = 0.0
    inside = inside or box.tag == "main"
    for child in box.children:
        if moved:
            child.move_up(moved)
        if not child.holds_blocks or not child.in_flow:
            continue
        if not any(one.is_column for one in child.children):
            moved += _close(child, line, room=room + moved, inside=inside)
        elif inside:
            moved += _take_in(child, line, room + moved)
    box.shorten(moved)
    return moved


def _take_in(columns: Box, line: float, room: float) -> float:
    """Take from columns what they have below their whole lines, or give what they lack of one; tell how much less."""
    rest = columns.height % line
    end = columns.content_y + columns.height - rest
    if min(rest, line - rest) < LEVEL:
        return 0.0
    if _end(columns) > end + LEVEL:
        rest -= line
    if -rest > room:
        return 0.0
    for box in (columns, *columns.children):
        box.shorten(rest)
    return rest


def _end(box: Box) -> float:
    """Tell where the last thing in a box ends that is seen; broken blocks are longer than that."""
    if box.kind in ("line", "picture"):
        return box.y + box.margin_height
    own = box.border_y + box.border_height if box.is_framed else 0.0
    return max([own, *(_end(child) for child in box.children)])
