"""Foreign PDFs for the tests of back issues: small intact ones, some with actions, and ways to damage them."""

import io
import random
import re
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

Damage = Callable[[bytes, random.Random], bytes]


def plain(pages: int = 3, *, nested: bool = False) -> pikepdf.Pdf:
    """Make a file whose pages show their number; `nested` makes a page tree of two levels with inherited attributes."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    )
    for folio in range(1, pages + 1):
        words = f"BT /F1 40 Tf 40 90 Td (Page {folio}) Tj ET {folio * 9} 20 30 30 re f"
        page = pdf.add_blank_page(page_size=(240, 160)).obj
        page.Resources = Dictionary(Font=Dictionary(F1=font))
        page.Contents = pdf.make_stream(words.encode())
    if nested:
        _nest(pdf)
    return pdf


def _nest(pdf: pikepdf.Pdf) -> None:
    """Put every page into a node of its own, from which it inherits its size and resources."""
    pages = [page.obj for page in pdf.pages]
    top = pdf.Root.Pages
    nodes = []
    for page in pages:
        node = pdf.make_indirect(
            Dictionary(
                Type=Name.Pages,
                Parent=top,
                Count=1,
                Kids=Array([page]),
                MediaBox=page.MediaBox,
                Resources=page.Resources,
            )
        )
        del page["/MediaBox"], page["/Resources"]
        page.Parent = node
        nodes.append(node)
    top.Kids = Array(nodes)


def written(pdf: pikepdf.Pdf, **options: object) -> bytes:
    """Return the bytes of a file."""
    target = io.BytesIO()
    pdf.save(target, **({"static_id": True} | options))
    return target.getvalue()


def put(folder: Path, content: bytes | pikepdf.Pdf, name: str = "old.pdf") -> Path:
    """Write a file into a folder."""
    file = folder / name
    file.write_bytes(content if isinstance(content, bytes) else written(content))
    return file


def action(kind: str, **entries: object) -> Dictionary:
    """Make an action."""
    return Dictionary({"/S": Name(f"/{kind}")} | {f"/{key}": one for key, one in entries.items()})


def link(page: pikepdf.Page, target: object) -> pikepdf.Object:
    """Add a link to a page: to an address, an action, or a destination."""
    entry = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([10, 10, 60, 40]))
    entry.Border = Array([0, 0, 0])
    if isinstance(target, str):
        target = action("URI", URI=String(target))
    entry["/A" if isinstance(target, Dictionary) else "/Dest"] = target
    return annotate(page, entry)


def annotate(page: pikepdf.Page, annotation: Dictionary) -> pikepdf.Object:
    """Add an annotation to a page."""
    made = page.obj.Annots if "/Annots" in page.obj else Array()
    made.append(annotation)
    page.obj.Annots = made
    return page.obj.Annots[len(made) - 1]


def bookmarks(pdf: pikepdf.Pdf, count: int = 3) -> list[pikepdf.Object]:
    """Add bookmarks for the first page to a file, and return them."""
    top = pdf.make_indirect(Dictionary(Type=Name.Outlines, Count=count))
    made = [
        pdf.make_indirect(
            Dictionary(
                Title=String(f"Item {number}"), Parent=top, Dest=Array([pdf.pages[0].obj, Name.Fit])
            )
        )
        for number in range(count)
    ]
    for before, after in pairwise(made):
        before.Next, after.Prev = after, before
    top.First, top.Last = made[0], made[-1]
    pdf.Root.Outlines = top
    return made


def bomb(size: int, *, layers: int = 1) -> bytes:
    """Make a file with a stream that decodes to `size` bytes by `layers` filters."""
    pack = zlib.compressobj(9)
    content = b"".join([*(pack.compress(bytes(1 << 20)) for _ in range(size >> 20)), pack.flush()])
    for _ in range(layers - 1):
        content = zlib.compress(content, 9)
    pdf = plain(1)
    stream = pdf.make_stream(b"")
    stream.write(
        content,
        filter=Array([Name.FlateDecode] * layers),
        decode_parms=None,
    )
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=stream)
    return written(pdf, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)


# damage


def cut_off(content: bytes, dice: random.Random) -> bytes:
    """Leave out the end."""
    return content[: dice.randrange(len(content) // 3, len(content))]


def beheaded(content: bytes, dice: random.Random) -> bytes:
    """Leave out the start."""
    return content[dice.randrange(4, 400) :]


def junk_before(content: bytes, dice: random.Random) -> bytes:
    """Put other bytes before the header."""
    return b"HTTP/1.1 200 OK\r\n\r\n" + dice.randbytes(dice.randrange(1, 900)) + content


def junk_after(content: bytes, dice: random.Random) -> bytes:
    """Put other bytes after the end."""
    return content + b"\n" + dice.randbytes(dice.randrange(1, 5000))


def wrong_xref(content: bytes, dice: random.Random) -> bytes:
    """State a wrong position of the cross-reference table."""
    return re.sub(rb"startxref\s+\d+", b"startxref\n%d" % dice.randrange(99999), content)


def no_xref(content: bytes, _dice: random.Random) -> bytes:
    """Remove the keywords by which the cross-reference table is found."""
    return content.replace(b"startxref", b"startxxxx").replace(b"xref", b"xrxx")


def flipped(content: bytes, dice: random.Random) -> bytes:
    """Change some bytes anywhere."""
    made = bytearray(content)
    for _ in range(dice.randrange(1, 40)):
        made[dice.randrange(len(made))] = dice.randrange(256)
    return bytes(made)


def flipped_syntax(content: bytes, dice: random.Random) -> bytes:
    """Change some characters of the file's syntax."""
    made = bytearray(content)
    places = [match.start() for match in re.finditer(rb"[<>\[\]/()]|\d+ 0 R|obj|stream", content)]
    for place in dice.sample(places, min(len(places), dice.randrange(1, 6))):
        made[place] = dice.choice(b"<>[]/() 0123456789%R")
    return bytes(made)


def hole(content: bytes, dice: random.Random) -> bytes:
    """Overwrite a part with zeros."""
    start = dice.randrange(len(content))
    return content[:start] + bytes(dice.randrange(1, 2000)) + content[start + 1000 :]


def left_out(content: bytes, dice: random.Random) -> bytes:
    """Leave out a part."""
    start = dice.randrange(len(content))
    return content[:start] + content[start + dice.randrange(1, 1500) :]


def doubled(content: bytes, dice: random.Random) -> bytes:
    """Repeat a part."""
    start = dice.randrange(len(content))
    end = start + dice.randrange(1, 1500)
    return content[:end] + content[start:]


def wrong_lengths(content: bytes, dice: random.Random) -> bytes:
    """State wrong lengths of streams."""
    return re.sub(rb"/Length \d+", lambda _: b"/Length %d" % dice.randrange(99999), content)


def wrong_numbers(content: bytes, dice: random.Random) -> bytes:
    """Change some numbers: references, counts, sizes."""

    def other(match: re.Match[bytes]) -> bytes:
        if dice.random() > 0.03:
            return match[0]
        return str(dice.choice([0, 1, 2, 3, 7, 99, -1, 2**31, 10**12])).encode()

    return re.sub(rb"(?<= )\d+(?=[ /\]>])", other, content)


def wrong_names(content: bytes, dice: random.Random) -> bytes:
    """Misspell some keys."""

    def other(match: re.Match[bytes]) -> bytes:
        return match[0][:-1] + b"x" if dice.random() < 0.03 else match[0]

    return re.sub(rb"/[A-Z][A-Za-z]{2,}", other, content)


def no_objects(content: bytes, dice: random.Random) -> bytes:
    """Remove some objects."""

    def gone(match: re.Match[bytes]) -> bytes:
        return b" " * len(match[0]) if dice.random() < 0.08 else match[0]

    return re.sub(rb"\d+ 0 obj\b.{0,2000}?endobj", gone, content, flags=re.DOTALL)


def line_ends(content: bytes, _dice: random.Random) -> bytes:
    """Convert line ends, as a program for text does."""
    return content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


DAMAGES: tuple[Damage, ...] = (
    cut_off,
    beheaded,
    junk_before,
    junk_after,
    wrong_xref,
    no_xref,
    flipped,
    flipped_syntax,
    hole,
    left_out,
    doubled,
    wrong_lengths,
    wrong_numbers,
    wrong_names,
    no_objects,
    line_ends,
)
