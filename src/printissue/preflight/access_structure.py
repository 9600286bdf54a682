"""Rules over the tag tree: roles, headings, alternatives, lists, notes (ISO 14289-1, clause 7; Matterhorn 1.1)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from printissue.core.findings import Finding, Place
from printissue.pdf.structure import StructureElement, read_tree
from printissue.preflight.subject import Check, Subject
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
"""What may stand right in an element (ISO 32000-1, tables 333, 336 and 337)."""
PARENTS: dict[str, frozenset[str]] = {
    "TR": frozenset({"Table", "THead", "TBody", "TFoot"}),
    **dict.fromkeys(("TH", "TD"), frozenset({"TR"})),
    **dict.fromkeys(("THead", "TBody", "TFoot"), frozenset({"Table"})),
    "LI": frozenset({"L"}),
    "LBody": frozenset({"LI"}),
    "TOCI": frozenset({"TOC"}),
}
"""What an element must stand right in."""
_ANYWHERE = frozenset({"NonStruct", "Private", "Artifact", ""})
_RULES = {
    **dict.fromkeys(("L", "LI", "LBody"), "list-structure"),
    **dict.fromkeys(("TOC", "TOCI"), "contents-structure"),
}
_ALTERNATIVES = {"Figure": "figure-alternative", "Formula": "formula-alternative"}


def place_of(subject: Subject, node: StructureElement) -> Place:
    """Give the place of an element: the page and box of the first content in it."""
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
    """Give the first element of each page with its place, and words for the others on it."""
    groups: dict[int | None, list[tuple[Place, StructureElement]]] = defaultdict(list)
    for node in nodes:
        place = place_of(subject, node)
        groups[place.page].append((place, node))
    for found in groups.values():
        more = f", and {len(found) - 1} more on this page" if len(found) > 1 else ""
        yield *found[0], more


def check_roles(subject: Subject) -> Iterator[Finding]:
    """Find types that lead to no standard one, to themselves, or away from the standard."""
    tree = read_tree(subject.pdf)
    unknown: dict[str, list[StructureElement]] = defaultdict(list)
    for node in tree.nodes:
        if not node.standard and node.kind not in tree.circular:
            unknown[node.kind].append(node)
    for kind, nodes in unknown.items():
        message = f"the tag {kind or 'without a name'} has no standard meaning ({len(nodes)} times)"
        hint = "map it to a standard type in the RoleMap"
        yield Finding("role-unknown", place_of(subject, nodes[0]), message, hint)
    for kind in tree.circular:
        message = f"the RoleMap leads the tag {kind} back to itself"
        yield Finding("role-circular", subject.place(), message, "map it to a standard type")
    for kind in tree.remapped:
        message = f"the RoleMap gives the standard tag {kind} another meaning"
        yield Finding("role-remapped", subject.place(), message, "take the entry away")


def check_headings(subject: Subject) -> Iterator[Finding]:
    """Find headings that begin below H1, skip a level, or are tagged in two ways."""
    level, kinds = 0, set()
    for node in read_tree(subject.pdf).nodes:
        if not node.standard.startswith("H"):
            continue
        kinds.add(node.standard == "H")
        if node.standard == "H":
            continue
        own = int(node.standard[1:])
        if own > level + 1:
            after = f"H{own} follows H{level}" if level else f"the first heading is H{own}, not H1"
            hint = f"make it H{level + 1}, or give it the heading that it lacks"
            yield Finding("heading-order", place_of(subject, node), after, hint)
        level = own
    if len(kinds) > 1:
        message = "some headings are tagged H, others with their level"
        yield Finding("heading-mixed", subject.place(), message, "tag all with H1, H2 and so on")


def check_alternatives(subject: Subject) -> Iterator[Finding]:
    """Find figures and formulas that nothing describes."""
    lacking: dict[str, list[StructureElement]] = defaultdict(list)
    for node in read_tree(subject.pdf).nodes:
        if node.standard in _ALTERNATIVES and not (
            node.string("/Alt") or node.string("/ActualText")
        ):
            lacking[node.standard].append(node)
    for kind, nodes in lacking.items():
        for place, _, more in by_page(subject, nodes):
            message = f"a {kind.lower()} has no alternative text{more}"
            hint = "say what it shows, or mark it as an artifact"
            yield Finding(_ALTERNATIVES[kind], place, message, hint)


def check_nesting(subject: Subject) -> Iterator[Finding]:
    """Find parts of tables, lists and contents that stand where they cannot."""
    wrong: dict[tuple[str, str], list[StructureElement]] = defaultdict(list)
    for node in read_tree(subject.pdf).nodes:
        parent = node.parent.standard if node.parent else ""
        allowed = CHILDREN.get(parent)
        if node.standard in _ANYWHERE or parent in ("NonStruct", "Private"):
            continue
        if allowed and node.standard not in allowed:
            rule = _RULES.get(parent, "table-structure")
            wrong[rule, f"{node.standard} stands right in {parent}"].append(node)
        elif node.standard in PARENTS and parent not in PARENTS[node.standard]:
            rule = _RULES.get(node.standard, "table-structure")
            wrong[rule, f"{node.standard} stands in {parent or 'the root'}"].append(node)
    for (rule, message), nodes in wrong.items():
        for place, node, more in by_page(subject, nodes):
            wants = (
                CHILDREN.get(node.parent.standard if node.parent else "") or PARENTS[node.standard]
            )
            hint = f"there belong {', '.join(sorted(wants))}"
            yield Finding(rule, place, message + more, hint)


def check_notes(subject: Subject) -> Iterator[Finding]:
    """Find notes without an ID of their own, by which the text would lead to them."""
    nodes = read_tree(subject.pdf).nodes
    used = Counter(node.string("/ID") for node in nodes)
    lacking = [node for node in nodes if node.standard == "Note" and used[node.string("/ID")] != 1]
    lacking += [
        n for n in nodes if n.standard == "Note" and not n.string("/ID") and n not in lacking
    ]
    for place, node, more in by_page(subject, lacking):
        has = "an ID that others have too" if node.string("/ID") else "no ID"
        yield Finding("note-id", place, f"a note has {has}{more}", "give it one of its own")


CHECKS: tuple[Check, ...] = (
    check_roles,
    check_headings,
    check_alternatives,
    check_nesting,
    check_notes,
)
"""The rules of this module."""
