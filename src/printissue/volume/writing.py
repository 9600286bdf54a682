"""Writes the volume: the stock as a file, its metadata, and a last pass by qpdf that packs it."""

import io
import warnings

import pikepdf
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from printissue.core.files import temporary_folder
from printissue.pdf.metadata import BibliographicRecord, Standard, info_entries, xmp_packet
from printissue.volume.stock import Stock
from printissue.volume.values import made


def describe(
    stock: Stock,
    root: DictionaryObject,
    record: BibliographicRecord,
    *,
    claims: frozenset[Standard],
) -> int:
    """Put the volume's metadata into its catalogue, and give the number of its Info dictionary, which says the same."""
    content = xmp_packet(record, claims)
    stream = made(Type="/Metadata", Subtype="/XML", Length=len(content))
    root.update(made(Metadata=stock.add(stream, content)))
    entries = {
        NameObject(key): TextStringObject(value) for key, value in info_entries(record).items()
    }
    return stock.add(DictionaryObject(entries)).idnum


def write(stock: Stock, *, root: int, about: int, version: str) -> bytes:
    """Write the volume with object streams; what nothing refers to is left out, equal input gives equal bytes.

    qpdf reads a file in half the time that it takes for bytes in memory, which it asks Python for piece by piece.
    """
    target = io.BytesIO()
    with temporary_folder() as folder:
        plain = folder / "volume.pdf"
        plain.write_bytes(_whole(stock, version, root=root, about=about))
        with pikepdf.open(plain) as pdf, warnings.catch_warnings(action="ignore"):
            pdf.save(
                target,
                min_version=version,
                fix_metadata_version=False,
                deterministic_id=True,
                compress_streams=True,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            )
    return target.getvalue()


def _whole(stock: Stock, version: str, *, root: int, about: int) -> bytes:
    """Write the stock plainly; what another object stands for is left out."""
    rows = [b"%%PDF-%s\n" % version.encode()]
    at = len(rows[0])
    table = [b"0000000000 65535 f \n"]
    for number, head in enumerate(stock.heads[1:], 1):
        if number in stock.same:
            table.append(b"0000000000 00000 f \n")
            continue
        data = stock.data.get(number)
        row = (
            b"%d 0 obj\n%s\nendobj\n" % (number, head)
            if data is None
            else b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, head, data)
        )
        table.append(b"%010d 00000 n \n" % at)
        rows.append(row)
        at += len(row)
    size = len(stock.heads)
    rows += [b"xref\n0 %d\n" % size, *table]
    rows.append(b"trailer << /Info %d 0 R /Root %d 0 R /Size %d >>\n" % (about, root, size))
    rows.append(b"startxref\n%d\n%%%%EOF\n" % at)
    return b"".join(rows)
