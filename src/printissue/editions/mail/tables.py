"""Blocks of a page as tables: Outlook for Windows shows padding, borders and backgrounds of table cells only."""

import re

from printissue.assets.elements import Element, add_class, parents, text_of, wrap
from printissue.editions.mail.styles import SIDES, Style, StyledPage
from printissue.editions.mail.text import BLOCKS, SECTIONS

COLUMN = "--column"
"""The property of a first child that is a column beside its siblings: its width in px."""

_BOX = re.compile(r"background|border")


def build_tables(page: StyledPage) -> None:
    """Put the content of blocks that have a box into tables, and turn lists without marks into paragraphs."""
    _drop_repeated_languages(page.root)
    body = next(page.root.iter("body"))
    for element in list(body.iter()):
        if element is body or not isinstance(element.tag, str):
            continue
        if element.tag in ("ul", "ol") and page.style(element).get("list-style") == "none":
            _unlist(page, element)
        if element.tag == "figcaption":
            element.tag = "p"
        if element.tag in SECTIONS:
            _box(page, element)
    _let_data_scroll(page)
    _name_targets(page.root)


def pixels(value: str) -> float:
    """Return a length in px; 0 for other values."""
    match = re.fullmatch(r"(-?[\d.]+)px", value)
    return float(match[1]) if match else 0.0


def _drop_repeated_languages(element: Element, known: tuple[str, str] = ("", "")) -> None:
    """Remove the `lang` and `dir` of elements whose parent has the same."""
    own = (element.get("lang", known[0]), element.get("dir", known[1]))
    for child in element:
        if isinstance(child.tag, str):
            _drop_repeated_languages(child, own if element.tag != "html" else ("", ""))
    for name, here, above in zip(("lang", "dir"), own, known, strict=True):
        if here == above:
            element.attrib.pop(name, None)


def _unlist(page: StyledPage, ordered: Element) -> None:
    """Turn a list without marks into paragraphs: mail programs indent lists, each in its own way."""
    ordered.tag = "div"
    page.style(ordered).pop("list-style")
    for item in ordered:
        inline = all(child.tag not in BLOCKS for child in item)
        item.tag = "p" if inline else "div"
        style = page.style(item)
        style.pop("list-style", None)
        if inline:  # browsers have margins for a paragraph, but not for an item
            page.styles[item] = _sides("margin", [0, 0, 0, 0]) | style


def _box(page: StyledPage, element: Element) -> None:
    """Put the content of a block into a table cell that has its style; without a box, make it a plain `div`."""
    style = page.styles.pop(element, {})
    if element.tag == "nav":
        element.set("role", "navigation")
    if element.tag != "blockquote":
        element.tag = "div"
    margin, padding = _spaces(style, "margin"), _spaces(style, "padding")
    width = style.pop("max-width", "")
    bordered = any(_BOX.match(name) and value != "0" for name, value in style.items())
    column = _column(page, element)
    if not (bordered or width or column or any(margin) or any(padding)):
        page.styles[element] = style
        return
    if element.tag == "blockquote":  # browsers have margins for it
        page.styles[element] = _sides("margin", [0, 0, 0, 0])
    cell = _table_in(page, element, width)
    if bordered and any(margin):
        page.styles[cell] = _sides("padding", margin)
        cell = _table_in(page, cell)
        page.styles[cell] = style | _sides("padding", padding)
    else:
        page.styles[cell] = style | _sides(
            "padding", [a + b for a, b in zip(margin, padding, strict=True)]
        )
    for name in ("class", "dir"):
        if value := element.attrib.pop(name, ""):
            cell.set(name, value)
    if column:
        _set_column(page, cell, column)


def _spaces(style: Style, kind: str) -> list[float]:
    """Remove the margins or the padding from a style, and return them in px by side."""
    return [pixels(style.pop(f"{kind}-{side}", "0")) for side in SIDES]


def _sides(kind: str, spaces: list[float]) -> Style:
    return {
        f"{kind}-{side}": f"{space:g}px" if space else "0"
        for side, space in zip(SIDES, spaces, strict=True)
    }


def _table_in(page: StyledPage, holder: Element, width: str = "") -> Element:
    """Move the content of an element into a table of one cell in it, and return the cell.

    With a `width`, the greatest one, the table is in the middle.
    """
    cell = Element("td")
    cell.text, holder.text = holder.text, None
    cell.extend(list(holder))
    holder[:] = [_table(cell)]
    if width:
        holder[0].set("align", "center")
        page.styles[holder[0]] = {"width": "100%", "max-width": width, "margin": "0 auto"}
    return cell


def _table(*cells: Element) -> Element:
    """Return a table of one row for the layout, not for data."""
    table = Element(
        "table",
        {
            "role": "presentation",
            "width": "100%",
            "cellpadding": "0",
            "cellspacing": "0",
            "border": "0",
        },
    )
    row = Element("tr")
    row.extend(cells)
    table.append(row)
    return table


def _column(page: StyledPage, element: Element) -> float:
    """Return the width of the first child in px if it is a column beside its siblings; else 0."""
    first = next(iter(element), None)
    width = page.style(first).pop(COLUMN, "") if first is not None else ""
    return pixels(width) if len(element) > 1 else 0.0


def _set_column(page: StyledPage, cell: Element, width: float) -> None:
    """Put the first child of a cell beside the others. A narrow window may show both as blocks."""
    first, *others = list(cell)
    column = Element("td", {"width": f"{width:g}", "valign": "top"})
    beside = Element("td", {"valign": "top"})
    first.tail = None
    column.append(first)
    beside.extend(others)
    add_class(column, "column")
    add_class(beside, "beside")
    cell[:] = [_table(column, beside)]
    page.styles[column] = {"width": f"{width:g}px", "vertical-align": "top"}
    page.styles[beside] = {"vertical-align": "top"}


def _let_data_scroll(page: StyledPage) -> None:
    """Put each table of data into a box that scrolls where the table is wider, and that the keyboard can reach.

    The tables around it have a fixed layout; else they would become as wide as the table.
    """
    above = parents(page.root)
    for table in [one for one in page.root.iter("table") if one.get("role") != "presentation"]:
        around = above.get(table)
        while around is not None:
            if around.tag == "table":
                page.style(around).setdefault("table-layout", "fixed")
            around = above.get(around)
        box = Element("div", {"tabindex": "0", "role": "group"})
        caption = table.find("caption")
        if caption is not None and text_of(caption):
            box.set("aria-label", text_of(caption))
        wrap(page.root, table, box)
        page.styles[box] = {"overflow-x": "auto"}


def _name_targets(root: Element) -> None:
    """Put an `a name` before the content of what links of the page lead to: some mail programs know no other target."""
    wanted = {
        link.get("href", "")[1:] for link in root.iter("a") if link.get("href", "")[:1] == "#"
    }
    labels = {one.get("aria-labelledby") for one in root.iter() if isinstance(one.tag, str)}
    for element in list(root.iter()):
        name = element.get("id", "") if isinstance(element.tag, str) else ""
        if name in wanted:
            place = next(element.iter("td"), element)
            anchor = Element("a", {"name": name})
            anchor.tail, place.text = place.text, None
            place.insert(0, anchor)
        elif name and name not in labels:
            del element.attrib["id"]
