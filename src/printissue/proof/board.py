"""The state of a proof: the pages of each edition, the findings about them, and the faults of the newest save."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from printissue.core.findings import Finding
from printissue.core.folders import Contents
from printissue.model.editions import EDITIONS, Edition
from printissue.pdf.colour import PROCESS

Status = Literal["working", "draft", "exact", "faulty"]
Area = tuple[float, float, float, float]
"""Left, top, width and height in mm, from the top left corner of the trimmed page."""


def shown_editions() -> list[Edition]:
    """Return the editions that a browser can show: those with pages, and folders of web pages."""
    return [one for one in EDITIONS.values() if one.paged or one.index]


def plated_editions() -> list[str]:
    """Return the names of the editions that are printed in process inks, so that their plates can be shown."""
    return [one.name for one in shown_editions() if one.paged and one.layout.inks]


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page: the digest by which its picture is asked for, its trimmed size in mm, and what is drawn over it.

    `bleed` is top, right, bottom and left in mm. `grid` is the first baseline and the distance to the next in mm.
    `text` says for a screen reader what is on the page. A page that is a `draft` can differ from the exact one.
    """

    digest: str
    size: tuple[float, float]
    bleed: tuple[float, float, float, float]
    label: str
    text: str = ""
    draft: bool = False
    type_area: Area | None = None
    columns: tuple[Area, ...] = ()
    grid: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class EditionProof:
    """One edition as it is shown: its pages, or the files of a folder, and the findings about it.

    `revision` counts the saves that it was made after. `placed` are findings about lines of the manuscript with the
    page and the area where that line is printed.
    """

    status: Status = "working"
    revision: int = 0
    pages: tuple[ShownPage, ...] = ()
    findings: tuple[Finding, ...] = ()
    placed: Mapping[Finding, tuple[int, Area]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    folder: Contents = field(default_factory=dict)
    safe: float = 0.0


@dataclass(slots=True)
class Board:
    """The state that is shown. Browsers listen to one edition each, by a queue that holds only the newest news.

    `faults` are the errors of the newest save; while there are any, the pages are those of an earlier save. A `failure`
    is a message and a hint about an error outside the issue's files. `wake` is set when a browser asks for an edition.
    """

    issue: str
    title: str = ""
    direction: str = "ltr"
    revision: int = 0
    faults: tuple[Finding, ...] = ()
    failure: tuple[str, str] | None = None
    editions: dict[str, EditionProof] = field(default_factory=dict)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    _listeners: dict["asyncio.Queue[None]", str] = field(default_factory=dict)

    def listen(self, edition: str) -> "asyncio.Queue[None]":
        """Return a queue that gets an item at each change; end with `leave`."""
        queue: asyncio.Queue[None] = asyncio.Queue(1)
        self._listeners[queue] = edition
        self.wake.set()
        return queue

    def leave(self, queue: "asyncio.Queue[None]") -> None:
        """Stop listening."""
        self._listeners.pop(queue, None)

    @property
    def wanted(self) -> tuple[str, ...]:
        """The editions that browsers listen to."""
        return tuple(dict.fromkeys(self._listeners.values()))

    def show(self, edition: str, proof: EditionProof) -> None:
        """Show the pages of an edition."""
        self.editions[edition] = proof
        self.changed()

    def mark(self, edition: str, status: Status) -> None:
        """Show that an edition is being made, without changing its pages."""
        self.show(edition, replace(self.editions.get(edition, EditionProof()), status=status))

    def changed(self) -> None:
        """Notify all listeners of a change."""
        for queue in self._listeners:
            if queue.empty():
                queue.put_nowait(None)

    def view(self, edition: str) -> dict[str, Any]:
        """Return what the browser shows of an edition, as JSON values."""
        proof = self.editions.get(edition, EditionProof())
        status = "faulty" if self.faults or self.failure else proof.status
        return {
            "issue": self.issue,
            "title": self.title,
            "direction": self.direction,
            "editions": [
                {"name": one.name, "title": one.title, "paged": one.paged, "index": one.index}
                for one in shown_editions()
            ],
            "edition": edition,
            "revision": self.revision,
            "shown": proof.revision,
            "status": status,
            "safe": proof.safe,
            "inks": list(PROCESS) if edition in plated_editions() else [],
            "pages": [asdict(page) for page in proof.pages],
            "files": len(proof.folder),
            "notes": list(proof.notes),
            "faults": _as_dicts(self.faults, {}),
            "failure": self.failure,
            "findings": _as_dicts(proof.findings, proof.placed),
        }


def _as_dicts(
    findings: Sequence[Finding], placed: Mapping[Finding, tuple[int, Area]]
) -> list[dict[str, Any]]:
    """Return findings as JSON values, with the `page` and `box` where they are marked."""
    found = []
    for one in dict.fromkeys(findings):
        page, box = placed.get(one, (one.place.page, one.place.box))
        found.append(one.as_dict() | {"page": page, "box": box})
    return found
