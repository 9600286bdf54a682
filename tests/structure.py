"""A reader of structure trees by ISO 32000-1, 14.7, that lists their faults and is independent of the code under test.

Content streams are parsed by pikepdf.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

GROUPING = {
    "Document",
    "Part",
    "Art",
    "Sect",
    "Div",
    "BlockQuote",
    "Caption",
    "TOC",
    "TOCI",
    "Index",
    "NonStruct",
}
BLOCKS = {"P", *(f"H{n}" for n in range(1, 7)), "L", "LI", "Lbl", "LBody"}
TABLES = {"Table", "TR", "TH", "TD", "THead", "TBody", "TFoot"}
INLINE = {
    "Span",
    "Quote",
    "Note",
    "Reference",
    "BibEntry",
    "Code",
    "Link",
    "Annot",
    "Figure",
    "Formula",
    "Form",
}
STANDARD = GROUPING | BLOCKS | TABLES | INLINE
"""The standard structure types of ISO 32000-1, 14.8.4, except those for East Asian text."""

_PAINTS = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "Tj", "TJ", "'", '"', "EI"}

Key = tuple[tuple[int, int], int]
"""A piece of content: the object number of its page or form, and its MCID."""


@dataclass(eq=False)
class Node:
    """A structure element."""

    role: str
    raw: Object
    kids: list["Node | Key"] = field(default_factory=list)

    def __iter__(self) -> Iterator["Node"]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid

    def named(self, role: str) -> list["Node"]:
        return [node for node in self if node.role == role]

    def roles(self) -> str:
        """Return the roles of the element as `Table(TR(TH TD))`."""
        inner = " ".join(kid.roles() for kid in self.kids if isinstance(kid, Node))
        return f"{self.role}({inner})" if inner else self.role

    def content(self) -> Iterator[Key]:
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.content()
            else:
                yield kid


@dataclass
class Structure:
    """What a walk found: the tree, faults, the text of every piece of content, the link annotations.

    It holds the file, whose objects live no longer than it does.
    """

    pdf: pikepdf.Pdf
    root: Node
    faults: list[str]
    texts: dict[Key, str]
    links: list[Object]

    def text(self, node: Node | None = None) -> str:
        """Return the text of an element, or of the document, in reading order."""
        return " ".join(" ".join(self.texts[key] for key in (node or self.root).content()).split())


def walk(pdf: pikepdf.Pdf) -> Structure:
    """Read a file's structure tree and content."""
    return _Walk(pdf).result()


class _Walk:
    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.faults: list[str] = []
        self.owners: dict[Key, tuple[int, int]] = {}
        self.idents: Counter[bytes] = Counter()
        self.linked: Counter[tuple[int, int]] = Counter()
        self.seen: set[tuple[int, int]] = set()
        self.texts: dict[Key, str] = {}
        self.tree = pdf.Root.StructTreeRoot
        self.parents = dict(_pairs(self.tree.ParentTree, "/Nums"))

    def result(self) -> Structure:
        tops = self.kids_of(self.tree)
        root = self.node(tops[0], self.tree)
        self.check(len(tops) == 1 and root.role == "Document", "the root is not one Document")
        for page in self.pdf.pages:
            self.content(page.obj, page.obj, page.obj.Resources)
        self.parent_tree()
        self.annotations()
        self.names()
        links = [annot for page in self.pdf.pages for annot in page.obj.get("/Annots", ())]
        return Structure(self.pdf, root, self.faults, self.texts, links)

    def check(self, truth: bool, fault: str) -> None:
        if not truth:
            self.faults.append(fault)

    @staticmethod
    def kids_of(raw: Object) -> list[Object | int]:
        kids = raw.get("/K", Array())
        return list(kids) if isinstance(kids, Array) else [kids]

    def node(self, raw: Object, parent: Object) -> Node:
        node = Node(str(raw.S)[1:], raw)
        self.check(raw.is_indirect and raw.objgen not in self.seen, f"{node.role} hangs twice")
        self.seen.add(raw.objgen)
        self.check(raw.P.objgen == parent.objgen, f"{node.role} names another parent")
        self.check(node.role in STANDARD, f"{node.role} is no standard type")
        if "/ID" in raw:
            self.idents[bytes(raw.ID)] += 1
        for kid in self.kids_of(raw):
            if isinstance(kid, int):
                node.kids.append(self.own((raw.Pg.objgen, kid), raw))
            elif kid.get("/Type") == Name.MCR:
                holder = kid.Stm if "/Stm" in kid else kid.Pg
                node.kids.append(self.own((holder.objgen, int(kid.MCID)), raw))
            elif kid.get("/Type") == Name.OBJR:
                self.linked[kid.Obj.objgen] += 1
                owner = self.parents.get(int(kid.Obj.get("/StructParent", -1)))
                self.check(
                    owner is not None and owner.objgen == raw.objgen, "a link's parent differs"
                )
                # a link that is hidden in a screen edition, for the volume, is nothing to a reader
                hidden = int(kid.Obj.get("/F", 0)) & 2
                self.check(
                    node.role == ("Span" if hidden else "Link"), f"a link hangs from {node.role}"
                )
            else:
                node.kids.append(self.node(kid, raw))
        return node

    def own(self, key: Key, raw: Object) -> Key:
        self.check(key not in self.owners, f"{key} is owned twice")
        self.owners[key] = raw.objgen
        return key

    def content(self, holder: Object, page: Object, resources: Object) -> None:
        """Read a stream: all marked content is an artifact or has an owner, and nothing is painted outside of it."""
        marks: list[int | None] = []
        fonts: dict[str, dict[bytes, str]] = {}
        font = ""
        stream = page if holder.objgen == page.objgen else holder
        for instruction in pikepdf.parse_content_stream(stream):
            operator, operands = str(instruction.operator), instruction.operands
            if operator in ("BMC", "BDC"):
                self.check(not marks, "a mark is in a mark")
                marks.append(self.mark(operands, holder))
            elif operator == "EMC":
                marks.pop()
            elif operator == "Tf":
                font = str(operands[0])
            elif operator == "Do" and not marks:
                self.form(resources.XObject[operands[0]], page)
            elif operator in _PAINTS:
                self.check(bool(marks), f"{operator} paints outside of any mark")
                if operator == "TJ" and marks and marks[0] is not None:
                    if font not in fonts:
                        fonts[font] = _unicode(resources.Font[font])
                    self.texts[holder.objgen, marks[0]] += _decode(operands[0], fonts[font])
        self.check(not marks, "a mark does not end")

    def mark(self, operands: pikepdf.Object, holder: Object) -> int | None:
        entries = operands[1] if len(operands) > 1 else Dictionary()
        if operands[0] == Name.Artifact:
            return None
        number = int(entries.get("/MCID", -1))
        key = (holder.objgen, number)
        self.check(key in self.owners, f"{key} is owned by nobody")
        self.check(key not in self.texts, f"{key} is there twice")
        self.texts[key] = ""
        return number

    def form(self, form: Object, page: Object) -> None:
        self.check(form.get("/Subtype") == Name.Form, "a picture is drawn outside of any mark")
        if form.get("/Subtype") == Name.Form:
            self.content(form, page, form.Resources)

    def parent_tree(self) -> None:
        """Check that the parent tree agrees with the structure tree and has no other entries."""
        said: dict[Key, tuple[int, int]] = {}
        holders = {int(page.obj.StructParents): page.obj for page in self.pdf.pages}
        for item in self.pdf.objects:
            if isinstance(item, pikepdf.Stream) and "/StructParents" in item:
                holders[int(item.StructParents)] = item
        for key, entry in self.parents.items():
            if isinstance(entry, Array):
                for number, owner in enumerate(entry):
                    said[holders[key].objgen, number] = owner.objgen
        self.check(said == self.owners, "the parent tree and the tree differ")
        self.check(set(self.texts) == set(self.owners), "the tree names content that is not there")
        self.check(int(self.tree.ParentTreeNextKey) > max(self.parents), "the next key is taken")

    def annotations(self) -> None:
        for number, page in enumerate(self.pdf.pages, start=1):
            annots = page.obj.get("/Annots", Array())
            self.check(
                not annots or page.obj.get("/Tabs") == Name.S, f"page {number} has no tab order"
            )
            for annot in annots:
                self.check(
                    self.linked.pop(annot.objgen, 0) == 1, f"a link of page {number} hangs wrong"
                )
        self.check(not self.linked, "the tree names a link that is on no page")

    def names(self) -> None:
        listed = dict(_pairs(self.tree.IDTree, "/Names")) if "/IDTree" in self.tree else {}
        keys = [bytes(key) for key in listed]
        self.check(keys == sorted(set(keys)), "the tree of IDs is not in order")
        self.check(Counter(keys) == self.idents, "IDs and their tree differ")
        for raw in listed.values():
            for header in raw.get("/A", Dictionary()).get("/Headers", ()):
                self.check(bytes(header) in self.idents, f"there is no head cell {header}")


def _pairs(tree: Object, key: str) -> Iterator[tuple[object, Object]]:
    entries = list(tree.get(key, ()))
    yield from zip(entries[::2], entries[1::2], strict=True)
    for kid in tree.get("/Kids", ()):
        yield from _pairs(kid, key)


def _unicode(font: Object) -> dict[bytes, str]:
    pairs = re.findall(rb"<([0-9a-f]{4})> <([0-9a-f]*)>", font.ToUnicode.read_bytes())
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be")
        for code, text in pairs
    }


def _decode(shown: Object, font: dict[bytes, str]) -> str:
    strings = b"".join(bytes(item) for item in shown if isinstance(item, pikepdf.String))
    return "".join(font.get(strings[i : i + 2], "") for i in range(0, len(strings), 2))
