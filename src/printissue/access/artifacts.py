"""What is decoration in a page's content: marked as an artifact, whether WeasyPrint tagged it or left it bare.

Running heads and folios come tagged, with elements that hang from no tree; repeated heads of a table, pictures
without a description and shapes come in other ways. Whatever the tag tree does not own is an artifact.
"""

from collections.abc import Mapping

from printissue.access.elements import Content, Element
from printissue.access.sheets import Sheet

_PAGINATION = b"/Artifact <</Type /Pagination>> BDC"
_ARTIFACT = b"/Artifact BMC"
_END = b"EMC"


def number_content(sheet: Sheet, owners: Mapping[Content, Element]) -> dict[Content, int]:
    """Rewrite a sheet so that owned content is numbered from 0 in the order of drawing, and all else is an artifact.

    Gives the new MCID of each owned piece. A piece that draws nothing loses its mark.
    """
    lines = list(sheet.lines)
    numbers: dict[Content, int] = {}
    for first, last in sheet.inner:
        lines[first : last + 1] = [b""] * (last + 1 - first)
    for mcid, piece in sheet.marked.items():
        content = Content(sheet.page, mcid)
        mark = b""
        if piece.painted and content in owners:
            number = numbers[content] = len(numbers)
            mark = b"/%s <</MCID %d>> BDC" % (owners[content].role.encode(), number)
        elif piece.painted:
            mark = _PAGINATION
        lines[piece.first : piece.first + 3] = [mark, b"", b""]
        lines[piece.last] = _END if mark else b""
    for first, last in sheet.strays:
        lines[first] = _ARTIFACT + b"\n" + lines[first]
        lines[last] += b"\n" + _END
    sheet.stream.write(b"\n".join(line for line in lines if line))
    return numbers
