"""What is decoration in a page's content: marked as an artifact, whether WeasyPrint tagged it or left it bare.

Running heads and folios come tagged, with elements that hang from no tree; repeated heads of a table, pictures
without a description and shapes come in other ways. Whatever the tag tree does not own is an artifact.
"""

from collections.abc import Mapping

from printissue.editions.tagged.content import TaggedStream
from printissue.editions.tagged.elements import Content, Element

_PAGINATION = b"/Artifact <</Type /Pagination>> BDC"
_ARTIFACT = b"/Artifact BMC"
_END = b"EMC"


def number_content(stream: TaggedStream, owners: Mapping[Content, Element]) -> dict[Content, int]:
    """Rewrite a stream so that owned content is numbered from 0 in drawing order, and all else is an artifact.

    Return the new MCID of each owned piece. A piece that draws nothing loses its mark.
    """
    lines = stream.lines()
    numbers: dict[Content, int] = {}
    for at in stream.inner:
        lines[at] = b""
    for mcid, piece in stream.marked.items():
        content = Content(stream.page, mcid)
        mark = b""
        if piece.painted and content in owners:
            number = numbers[content] = len(numbers)
            mark = b"/%s <</MCID %d>> BDC" % (owners[content].role.encode(), number)
        elif piece.painted:
            mark = _PAGINATION
        lines[piece.first] = mark
        lines[piece.last] = _END if mark else b""
    for first, last in stream.strays:
        lines[first] = _ARTIFACT + b"\n" + lines[first]
        lines[last] += b"\n" + _END
    stream.stream.write(b"\n".join(line for line in lines if line))
    return numbers
