"""A file's XMP packet, read into plain values."""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

import pikepdf

from printissue.pdf.metadata import NAMESPACES

_RDF = f"{{{NAMESPACES['rdf']}}}"
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
LARGEST = 8_000_000
"""A packet with more bytes is not read."""


@dataclass(frozen=True, slots=True)
class Packet:
    """The properties of a packet by `prefix:name`, with the prefixes of `printissue.pdf.metadata`.

    Of a list or an alternative the first item is kept. `fault` says why there are none.
    """

    properties: dict[str, str]
    fault: str = ""

    def get(self, name: str) -> str:
        """Return a property, or an empty string."""
        return self.properties.get(name, "")


def read_packet(pdf: pikepdf.Pdf) -> Packet:
    """Return the packet of a file's catalogue."""
    stream = pdf.Root.get("/Metadata")
    if not isinstance(stream, pikepdf.Stream):
        return Packet({}, "there is no XMP metadata")
    try:
        content = stream.read_bytes()
    except pikepdf.PdfError:
        return Packet({}, "the XMP metadata cannot be read")
    if len(content) > LARGEST or _ENTITIES.search(content):
        return Packet({}, "the XMP metadata is too large, or declares entities")
    try:
        root = ElementTree.fromstring(content.strip(b"\0 \r\n\t"))
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        return Packet({}, f"the XMP metadata is no XML: {error}")
    properties: dict[str, str] = {}
    for description in root.iter(f"{_RDF}Description"):
        for name, value in description.attrib.items():
            properties.setdefault(_short(name), value.strip())
        for element in description:
            properties.setdefault(_short(element.tag), _value(element))
    return Packet(properties)


def _value(element: ElementTree.Element) -> str:
    item = element.find(f".//{_RDF}li")
    return ((element if item is None else item).text or "").strip()


_PREFIXES = {address: prefix for prefix, address in NAMESPACES.items()}


def _short(name: str) -> str:
    """Return `{address}name` with the prefix of a known vocabulary."""
    address, _, local = name.removeprefix("{").rpartition("}")
    return f"{_PREFIXES.get(address, address)}:{local}"
