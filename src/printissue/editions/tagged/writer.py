"""Writing the tag tree afresh: structure elements, the parent tree both ways, the tree of IDs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from printissue.editions.tagged.content import TaggedStream
from printissue.editions.tagged.elements import Content, Element, Kid, Reference

Placed = Mapping[Content, tuple[TaggedStream, int]]
"""Where each piece of owned content is: its stream, and its MCID there."""


@dataclass(slots=True)
class _Writer:
    pdf: pikepdf.Pdf
    placed: Placed
    pages: list[Object]
    owners: dict[int, dict[int, Object]] = field(default_factory=dict)
    links: list[tuple[Object, Object]] = field(default_factory=list)
    idents: dict[bytes, Object] = field(default_factory=dict)

    def element(self, element: Element, parent: Object) -> Object:
        """Write an element and all below it; give it as an indirect object."""
        raw = self.pdf.make_indirect(_entries(element))
        raw.P = parent
        raw.Pg = self.pages[element.page]
        if element.ident:
            self.idents[bytes(raw.ID)] = raw
        raw.K = Array([self.kid(kid, raw) for kid in self._on_their_page(element)])
        return raw

    def _on_their_page(self, element: Element) -> list[Kid]:
        """Give the kids; content of a later page in a Span of that page.

        So content is always on the page of its element, and a number alone names it: simple readers know no more.
        """
        kids: list[Kid] = []
        span: Element | None = None
        for kid in element.kids:
            if not isinstance(kid, Content) or self._is_here(kid, element):
                kids.append(kid)
                span = None
            elif span is not None and span.page == kid.page:
                span.kids.append(kid)
            else:
                span = Element("Span", kid.page, [kid])
                kids.append(span)
        return kids

    def _is_here(self, content: Content, element: Element) -> bool:
        """Tell whether an element can own content itself: it is on its page, or in a form that is named with it."""
        return content.page == element.page or self.placed[content][0].is_form

    def kid(self, kid: Kid, raw: Object) -> Object | int:
        if isinstance(kid, Element):
            return self.element(kid, raw)
        if isinstance(kid, Reference):
            self.links.append((kid.annotation, raw))
            return Dictionary(Type=Name.OBJR, Obj=kid.annotation, Pg=self.pages[kid.page])
        stream, number = self.placed[kid]
        self.owners.setdefault(stream.key, {})[number] = raw
        if not stream.is_form:
            return number
        page = self.pages[kid.page]
        return Dictionary(Type=Name.MCR, Pg=page, MCID=number, Stm=stream.stream)


def write_tree(
    pdf: pikepdf.Pdf, document: Element, placed: Placed, *, streams: list[TaggedStream]
) -> None:
    """Put the tree of `document` in the place of the file's own; each stream gets its key in the parent tree."""
    _assign_keys(streams)
    writer = _Writer(pdf, placed, [page.obj for page in pdf.pages])
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    pdf.Root.StructTreeRoot = root
    root.K = Array([writer.element(document, root)])
    nums: list[Object | int] = []
    for stream in sorted(streams, key=lambda stream: stream.key):
        owners = writer.owners.get(stream.key, {})
        nums += [
            stream.key,
            pdf.make_indirect(Array([owners[number] for number in sorted(owners)])),
        ]
    for key, (annotation, owner) in enumerate(writer.links, start=len(streams)):
        annotation.StructParent = key
        nums += [key, owner]
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=Array(nums)))
    root.ParentTreeNextKey = len(streams) + len(writer.links)
    if writer.idents:
        names = [
            entry
            for ident in sorted(writer.idents)
            for entry in (String(ident), writer.idents[ident])
        ]
        root.IDTree = pdf.make_indirect(Dictionary(Names=Array(names)))


def _assign_keys(streams: list[TaggedStream]) -> None:
    """Give pages their own number as key, forms the numbers after the last page."""
    forms = [stream for stream in streams if stream.is_form]
    pages = [stream for stream in streams if not stream.is_form]
    for key, stream in enumerate([*pages, *forms]):
        stream.key = key
        stream.holder.StructParents = key


def _entries(element: Element) -> Dictionary:
    raw = Dictionary(Type=Name.StructElem, S=Name("/" + element.role))
    for key, text in (
        ("/Alt", element.alt),
        ("/ActualText", element.actual),
        ("/E", element.expansion),
        ("/Lang", element.lang),
    ):
        if text:
            raw[key] = String(text)
    if element.ident:
        raw.ID = String(element.ident)
    attributes = _attributes(element)
    if attributes:
        raw.A = attributes[0] if len(attributes) == 1 else Array(attributes)
    return raw


def _attributes(element: Element) -> list[Dictionary]:
    """Give the attribute objects: at most one an owner."""
    layout: dict[str, Object | float] = (
        {"/BBox": Array([round(n, 3) for n in element.box])} if element.box else {}
    )
    listed: dict[str, Object | float] = (
        {"/ListNumbering": Name("/" + element.numbering)} if element.numbering else {}
    )
    table: dict[str, Object | float] = {}
    if element.columns > 1:
        table["/ColSpan"] = element.columns
    if element.rows > 1:
        table["/RowSpan"] = element.rows
    if element.scope:
        table["/Scope"] = Name("/" + element.scope)
    if element.headers:
        table["/Headers"] = Array([String(header) for header in element.headers])
    owned = (("Layout", layout), ("List", listed), ("Table", table))
    return [Dictionary({"/O": Name("/" + owner), **entries}) for owner, entries in owned if entries]
