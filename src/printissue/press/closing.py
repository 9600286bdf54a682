"""Closing up: columns that do not end whole lines below their head, and what follows them on the grid again.

The layout engine looks for the height of columns in steps of its own, and gives broken blocks all of it. What is left
over below their last whole line is empty, and everything after it moves up. Where something stands there, a box for
one, everything moves down to the next line, if the page has room.
"""

from typing import Any

from printissue.press.flow import LEVEL


def close_up(document: Any, line: float) -> None:  # noqa: ANN401 - a Document of the layout engine
    """Move what follows columns on a page, so that they are whole lines (px) high."""
    from weasyprint.document import Page

    for number, page in enumerate(document.pages):
        box = page._page_box
        foot = float(box.content_box_y() + box.height)
        # its links and anchors were noted where they lay before
        if any(_close(one, line, room=foot - _end(one)) for one in _mains(box)):
            document.pages[number] = Page(box)


def _mains(page: Any) -> list[Any]:  # noqa: ANN401
    """Find the root element's box: margin boxes stay where they are."""
    return [one for one in page.children if getattr(one, "element_tag", None) == "html"]


def _close(box: Any, line: float, *, room: float, inside: bool = False) -> float:  # noqa: ANN401
    """Close up below a box, within `main`, and tell by how much its end has moved up; `room` is below it all."""
    from weasyprint.formatting_structure import boxes

    moved = 0.0
    inside = inside or box.element_tag == "main"
    for child in box.children:
        if moved:
            child.translate(0, -moved)
        if not isinstance(child, boxes.BlockContainerBox) or not child.is_in_normal_flow():
            continue
        if not any(getattr(one, "is_column", False) for one in child.children):
            moved += _close(child, line, room=room + moved, inside=inside)
        elif inside:
            moved += _take_in(child, line, room + moved)
    box.height -= moved
    return moved


def _take_in(columns: Any, line: float, room: float) -> float:  # noqa: ANN401
    """Take from columns what they have below their whole lines, or give what they lack of one; tell how much less."""
    rest = float(columns.height % line)
    end = columns.content_box_y() + columns.height - rest
    if min(rest, line - rest) < LEVEL:
        return 0.0
    if _end(columns) > end + LEVEL:
        rest -= line
    if -rest > room:
        return 0.0
    for box in (columns, *columns.children):
        box.height -= rest
    return rest


def _end(box: Any) -> float:  # noqa: ANN401
    """Tell where the last thing in a box ends that is seen; broken blocks are longer than that."""
    from weasyprint.formatting_structure import boxes

    box = getattr(box, "_box", box)
    if isinstance(box, (boxes.LineBox, boxes.ReplacedBox)):
        return float(box.position_y + box.margin_height())
    framed = box.border_bottom_width or box.style["background_color"].alpha
    own = box.border_box_y() + box.border_height() if framed else 0.0
    return max([float(own), *(_end(child) for child in getattr(box, "children", ()))])
