"""The last look at a finished tag tree: every piece of content is owned once, and hangs from the root."""

import re
from collections import Counter
from collections.abc import Iterator

import pikepdf
from pikepdf import Name, Object

from printissue.core.findings import Finding, Place
from printissue.editions.tagged.content import TaggedStream

_MCID = re.compile(rb"/MCID (\d+)>> BDC")


def check_tree(pdf: pikepdf.Pdf, streams: list[TaggedStream], name: str) -> Iterator[Finding]:
    """Yield a finding for each page whose content, tree and parent tree do not agree."""
    root = pdf.Root.StructTreeRoot
    owned: Counter[tuple[int, int, tuple[int, int]]] = Counter()
    keys = {stream.holder.objgen: stream.key for stream in streams}
    for element in root.K:
        _count(element, keys, owned)
    nums = root.ParentTree.Nums
    parents = {int(nums[i]): nums[i + 1] for i in range(0, len(nums), 2)}
    broken: set[int] = set()
    for stream in streams:
        drawn = sorted(int(number) for number in _MCID.findall(stream.stream.read_bytes()))
        said = [(stream.key, number, raw.objgen) for number, raw in enumerate(parents[stream.key])]
        claimed = {entry: count for entry, count in owned.items() if entry[0] == stream.key}
        if drawn != list(range(len(said))) or claimed != dict.fromkeys(said, 1):
            broken.add(stream.page)
    for page in sorted(broken):
        yield _finding(name, page)


def _count(
    element: Object,
    keys: dict[tuple[int, int], int],
    owned: Counter[tuple[int, int, tuple[int, int]]],
) -> None:
    me = element.objgen
    for kid in element.get("/K", ()):
        if isinstance(kid, int):
            owned[keys[element.Pg.objgen], kid, me] += 1
        elif kid.get("/Type") == Name.StructElem:
            _count(kid, keys, owned)
        elif kid.get("/Type") == Name.MCR:
            owned[keys[kid.get("/Stm", kid.Pg).objgen], int(kid.MCID), me] += 1


def _finding(name: str, page: int) -> Finding:
    return Finding(
        "press-structure",
        Place(name, page=page + 1),
        "the content and the tag tree do not agree",
        "this is a fault of printissue, not of the manuscript: please report it",
    )
