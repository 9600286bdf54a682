"""Writing the structure tree: structure elements, the parent tree, the ID tree (ISO 32000-1, 14.7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from printissue.editions.tagged.content import TaggedStream
from printissue.editions.tagged.elements import ContentId, Element, Kid, LinkAnnotation

ContentPlaces = Mapping[ContentId, tuple[TaggedStream, int]]
"""The stream and the MCID of each piece of content."""


@dataclass(slots=True)
class _Writer:
    pdf: pikepdf.Pdf
    placed: ContentPlaces
    pages: list[Object]
    owners: dict[int, dict[int, Object]] = field(default_factory=dict)
    links: list[tuple[Object, Object]] = field(default_factory=list)
    ids: dict[bytes, Object] = field(default_factory=dict)

    def element(self, element: Element, parent: Object) -> Object:
        """Write an element with all its kids, and return it as an indirect object."""
        raw = self.pdf.make_indirect(_entries(element))
        raw.P = parent
        raw.Pg = self.pages[element.page]
        if element.id:
            self.ids[bytes(raw.ID)] = raw
        raw.K = Array([self.kid(kid, raw) for kid in self._on_their_page(element)])
        return raw

    def _on_their_page(self, element: Element) -> list[Kid]:
        """Return an element's kids, with content of a later page in a Span of that page.

        So all content is on the page of its element, and its MCID is enough to name it: simple readers need that.
        """
        kids: list[Kid] = []
        span: Element | None = None
        for kid in element.kids:
            if not isinstance(kid, ContentId) or self._is_here(kid, element):
                kids.append(kid)
                span = None
            elif span is not None and span.page == kid.page:
                span.kids.append(kid)
            else:
                span = Element("Span", kid.page, [kid])
                kids.append(span)
        return kids

    def _is_here(self, content: ContentId, element: Element) -> bool:
        """Return whether an element can own content itself: it is on its page, or in a form, which is named with it."""
        return content.page == element.page or self.placed[content][0].is_form

    def kid(self, kid: Kid, raw: Object) -> Object | int:
        """Return what the K entry of `raw` has for a kid."""
        if isinstance(kid, Element):
            return self.element(kid, raw)
        if isinstance(kid, LinkAnnotation):
            self.links.append((kid.annotation, raw))
            return Dictionary(Type=Name.OBJR, Obj=kid.annotation, Pg=self.pages[kid.page])
        stream, number = self.placed[kid]
        self.owners.setdefault(stream.key, {})[number] = raw
        if not stream.is_form:
            return number
        page = self.pages[kid.page]
        return Dictionary(Type=Name.MCR, Pg=page, MCID=number, Stm=stream.stream)


def write_tree(
    pdf: pikepdf.Pdf, document: Element, placed: ContentPlaces, *, streams: list[TaggedStream]
) -> None:
    """Replace a file's structure tree by that of `document`, and set each stream's key in the parent tree."""
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
    if writer.ids:
        names = [
            entry
            for identifier in sorted(writer.ids)
            for entry in (String(identifier), writer.ids[identifier])
        ]
        root.IDTree = pdf.make_indirect(Dictionary(Names=Array(names)))


def _assign_keys(streams: list[TaggedStream]) -> None:
    """Set StructParents: pages get their own number, forms the numbers after the last page."""
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
    if element.id:
        raw.ID = String(element.id)
    attributes = _attributes(element)
    if attributes:
        raw.A = attributes[0] if len(attributes) == 1 else Array(attributes)
    return raw


def _attributes(element: Element) -> list[Dictionary]:
    """Return the attribute objects: at most one for each owner."""
    layout: dict[str, Object | float] = (
        {"/BBox": Array([round(n, 3) for n in element.bbox])} if element.bbox else {}
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
