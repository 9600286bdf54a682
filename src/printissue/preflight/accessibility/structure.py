"""Rules about the structure tree: roles, headings, alternative text, tables, lists, notes.

ISO 14289-1, clause 7; Matterhorn Protocol 1.1.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import pikepdf

from printissue.core.findings import Finding, Place
from printissue.pdf.objects import number
from printissue.pdf.structure import StructureElement, listed, read_tree
from printissue.preflight.subject import Check, Subject, and_more
from printissue.preflight.tagged_content import content_places

CHILDREN: dict[str, frozenset[str]] = {
    "Table": frozenset({"TR", "THead", "TBody", "TFoot", "Caption"}),
    "THead": frozenset({"TR"}),
    "TBody": frozenset({"TR"}),
    "TFoot": frozenset({"TR"}),
    "TR": frozenset({"TH", "TD"}),
    "L": frozenset({"L", "LI", "Caption"}),
    "LI": frozenset({"Lbl", "LBody"}),
    "TOC": frozenset({"TOC", "TOCI", "Caption"}),
    "TOCI": frozenset({"Lbl", "Reference", "NonStruct", "P", "TOC", "Link"}),
}
"""The children that an element may have (ISO 32000-1, tables 333, 336 and 337)."""
PARENTS: dict[str, frozenset[str]] = {
    "TR": frozenset({"Table", "THead", "TBody", "TFoot"}),
    **dict.fromkeys(("TH", "TD"), frozenset({"TR"})),
    **dict.fromkeys(("THead", "TBody", "TFoot"), frozenset({"Table"})),
    "LI": frozenset({"L"}),
    "LBody": frozenset({"LI"}),
    "TOCI": frozenset({"TOC"}),
}
"""The parents that an element may have."""
_ANYWHERE = frozenset({"NonStruct", "Private", "Artifact", ""})
_RULES = {
    **dict.fromkeys(("L", "LI", "LBody"), "list-structure"),
    **dict.fromkeys(("TOC", "TOCI"), "contents-structure"),
}
_ALTERNATIVES = {"Figure": "figure-alternative", "Formula": "formula-alternative"}
_WIDEST_TABLE = 1000


def place_of(subject: Subject, node: StructureElement) -> Place:
    """Return the place of an element: the page and box of the first content in it."""
    known = content_places(subject.pdf)
    for inner in node.all():
        for piece in inner.content:
            if piece in known:
                page, box = known[piece]
                return subject.at(page, box)
    return subject.place(node.page)


def by_page(
    subject: Subject, nodes: Iterable[StructureElement]
) -> Iterator[tuple[Place, StructureElement, str]]:
    """Yield the first element of each page with its place, and the end of a message about the others."""
    groups: dict[int | None, list[tuple[Place, StructureElement]]] = defaultdict(list)
    for node in nodes:
        place = place_of(subject, node)
        groups[place.page].append((place, node))
    for group in groups.values():
        yield *group[0], and_more(len(group))


def check_roles(subject: Subject) -> Iterator[Finding]:
    """role-unknown, role-circular, role-remapped: the role map leads to standard types, and changes none."""
    tree = read_tree(subject.pdf)
    unknown: dict[str, list[StructureElement]] = defaultdict(list)
    for node in tree.nodes:
        if not node.standard and node.kind not in tree.circular:
            unknown[node.kind].append(node)
    for kind, nodes in unknown.items():
        message = f"the tag {kind or 'without a name'} is not mapped to a standard type ({len(nodes)} times)"
        hint = "map it to a standard type in the RoleMap"
        yield Finding("role-unknown", place_of(subject, nodes[0]), message, hint)
    for kind in tree.circular:
        message = f"the RoleMap maps the tag {kind} back to itself"
        yield Finding("role-circular", subject.place(), message, "map it to a standard type")
    for kind in tree.remapped:
        message = f"the RoleMap gives the standard tag {kind} another meaning"
        yield Finding("role-remapped", subject.place(), message, "remove the entry")


def check_headings(subject: Subject) -> Iterator[Finding]:
    """heading-order, heading-mixed: headings start with H1, skip no level, and all have their level."""
    level, kinds = 0, set()
    for node in read_tree(subject.pdf).nodes:
        if not node.standard.startswith("H"):
            continue
        kinds.add(node.standard == "H")
        if node.standard == "H":
            continue
        own = int(node.standard[1:])
        if own > level + 1:
            message = (
                f"H{own} follows H{level}" if level else f"the first heading is H{own}, not H1"
            )
            hint = f"make it H{level + 1}, or add the missing heading above it"
            yield Finding("heading-order", place_of(subject, node), message, hint)
        level = own
    if len(kinds) > 1:
        message = "some headings are tagged as H, others with their level"
        yield Finding("heading-mixed", subject.place(), message, "tag all as H1, H2 and so on")


def check_alternatives(subject: Subject) -> Iterator[Finding]:
    """figure-alternative, formula-alternative: figures and formulas have alternative text."""
    without: dict[str, list[StructureElement]] = defaultdict(list)
    for node in read_tree(subject.pdf).nodes:
        has_text = node.string("/Alt") or node.string("/ActualText")
        if node.standard in _ALTERNATIVES and not has_text:
            without[node.standard].append(node)
    for kind, nodes in without.items():
        for place, _, more in by_page(subject, nodes):
            message = f"a {kind.lower()} has no alternative text{more}"
            hint = "describe what it shows, or mark it as an artifact"
            yield Finding(_ALTERNATIVES[kind], place, message, hint)


def check_nesting(subject: Subject) -> Iterator[Finding]:
    """table-structure, list-structure, contents-structure: parts of these have the right parents and children."""
    wrong: dict[tuple[str, str], list[StructureElement]] = defaultdict(list)
    for node in read_tree(subject.pdf).nodes:
        parent = node.parent.standard if node.parent else ""
        allowed = CHILDREN.get(parent)
        if node.standard in _ANYWHERE or parent in ("NonStruct", "Private"):
            continue
        if allowed and node.standard not in allowed:
            rule = _RULES.get(parent, "table-structure")
            wrong[rule, f"{parent} directly contains {node.standard}"].append(node)
        elif node.standard in PARENTS and parent not in PARENTS[node.standard]:
            rule = _RULES.get(node.standard, "table-structure")
            wrong[rule, f"{node.standard} is directly in {parent or 'the root'}"].append(node)
    for (rule, message), nodes in wrong.items():
        for place, node, more in by_page(subject, nodes):
            children = CHILDREN.get(node.parent.standard if node.parent else "")
            hint = (
                f"use only {', '.join(sorted(children))} there"
                if children
                else f"put it into {' or '.join(sorted(PARENTS[node.standard]))}"
            )
            yield Finding(rule, place, message + more, hint)


def check_notes(subject: Subject) -> Iterator[Finding]:
    """note-id: each note has a unique ID, so that the text can refer to it."""
    nodes = read_tree(subject.pdf).nodes
    used = Counter(node.string("/ID") for node in nodes)
    wrong = [node for node in nodes if node.standard == "Note" and used[node.string("/ID")] != 1]
    wrong += [
        node
        for node in nodes
        if node.standard == "Note" and not node.string("/ID") and node not in wrong
    ]
    for place, node, more in by_page(subject, wrong):
        has = "an ID that other elements have too" if node.string("/ID") else "no ID"
        yield Finding("note-id", place, f"a note has {has}{more}", "give it an ID of its own")


# tables (ISO 14289-1, 7.5)


def check_tables(subject: Subject) -> Iterator[Finding]:
    """table-header, table-scope, table-regular: tables have headers with a scope, and rows of equal length."""
    for node in read_tree(subject.pdf).nodes:
        if node.standard != "Table":
            continue
        cells = [one for row in _rows(node) for one in row]
        if not cells:
            continue
        headers = [cell for cell in cells if cell.standard == "TH"]
        if not headers:
            message = "a table has no header cells"
            hint = "tag the cells of its head as TH"
            yield Finding("table-header", place_of(subject, node), message, hint)
        without = [cell for cell in headers if not attribute(cell, "/Scope")]
        if without and not any(attribute(cell, "/Headers") for cell in cells):
            more = f", and {len(without) - 1} more in its table" if len(without) > 1 else ""
            message = f"a header cell does not say whether it is for a row or a column{more}"
            place = place_of(subject, without[0])
            yield Finding("table-scope", place, message, "set its Scope")
        if uneven := _uneven_row(_rows(node)):
            message = f"a table has a row of {uneven[0]} columns, but its first row has {uneven[1]}"
            hint = "add cells, or set ColSpan and RowSpan"
            yield Finding("table-regular", place_of(subject, node), message, hint)


def _rows(table: StructureElement) -> list[list[StructureElement]]:
    """Return the cells of each row of a table, without those of tables in it."""
    rows, waiting = [], list(reversed(table.kids))
    while waiting:
        node = waiting.pop()
        if node.standard == "TR":
            rows.append([cell for cell in node.kids if cell.standard in ("TH", "TD")])
        elif node.standard in ("THead", "TBody", "TFoot", "NonStruct"):
            waiting += reversed(node.kids)
    return rows


def _uneven_row(rows: list[list[StructureElement]]) -> tuple[int, int] | None:
    """Return the number of columns of the first row that differs from the first one, and that of the first one."""
    from_above: dict[int, int] = {}
    first = 0
    for place, row in enumerate(rows):
        width = sum(_span(cell, "/ColSpan") for cell in row)
        total = width + sum(count for end, count in from_above.items() if end >= place)
        if place and total != first:
            return total, first
        first = first or total
        for cell in row:
            down = _span(cell, "/RowSpan")
            if down > 1:
                end = place + down - 1
                from_above[end] = from_above.get(end, 0) + _span(cell, "/ColSpan")
    return None


def _span(cell: StructureElement, key: str) -> int:
    value = number(attribute(cell, key))
    return min(max(int(value or 1), 1), _WIDEST_TABLE)


def attribute(node: StructureElement, key: str) -> object:
    """Return an attribute of an element (entry A); None where it has none."""
    for one in listed(node.raw.get("/A")):
        if isinstance(one, pikepdf.Dictionary) and key in one:
            return one.get(key)
    return None


CHECKS: tuple[Check, ...] = (
    check_roles,
    check_headings,
    check_alternatives,
    check_nesting,
    check_notes,
    check_tables,
)
"""The checks of this module."""
