"""The interpreter: reads every page of a file into marks, once for all rules."""

import pikepdf

from printissue.preflight.frames import Frame, frame_of
from printissue.preflight.lettering import LETTERING
from printissue.preflight.marks import Fault, Group, Mark, Reading
from printissue.preflight.matrices import meet
from printissue.preflight.objects import Raw, inherited
from printissue.preflight.operators import operations
from printissue.preflight.paths import PATHS
from printissue.preflight.placing import PLACING, annotation, note_group
from printissue.preflight.settings import SETTINGS
from printissue.preflight.shelf import BROKEN, Shelf, joined
from printissue.preflight.subject import Subject
from printissue.preflight.walker import Context, Walker

HANDLERS = {**SETTINGS, **PATHS, **LETTERING, **PLACING}
"""What each operator does."""

_read: list[tuple[pikepdf.Pdf, Reading]] = []
"""The file that was read last: a Pdf takes no weak reference, so that one is kept alive."""


def marks(subject: Subject) -> tuple[Mark, ...]:
    """Give all that the pages paint, in the order of painting; a file is read once."""
    return reading(subject).marks


def reading(subject: Subject) -> Reading:
    """Give the pages' frames, marks, groups and faults; a file is read once."""
    for pdf, found in _read:
        if pdf is subject.pdf:
            return found
    made = read(subject.pdf)
    _read[:] = [(subject.pdf, made)]
    return made


def read(pdf: pikepdf.Pdf) -> Reading:
    """Read every page of a file. What cannot be read is among the faults."""
    shelf = Shelf(pdf)
    frames, found = list[Frame](), list[Mark]()
    groups, faults = list[Group](), list[Fault]()
    endless = set[int]()
    for number, page in enumerate(pdf.pages, 1):
        frames.append(frame_of(page.obj, number))
        walker = Walker(frames[-1], shelf, handlers=HANDLERS)
        _walk(walker, page.obj)
        found += walker.marks
        groups += walker.groups
        faults += walker.faults
        if walker.left < 0:
            endless.add(number)
    printed = tuple(mark for mark in found if _prints(mark, frames[mark.page - 1]))
    return Reading(
        tuple(frames), tuple(found), printed, tuple(groups), tuple(faults), frozenset(endless)
    )


def _prints(mark: Mark, frame: Frame) -> bool:
    """Tell whether a mark comes into print."""
    if mark.mask or mark.hidden or mark.step or mark.alpha <= 0:
        return False
    return meet(mark.area, frame.printed) is not None


def _walk(walker: Walker, page: Raw) -> None:
    """Read a page's content, and the annotations above it."""
    walker.context = Context(inherited(page, "/Resources"), walker.state.ctm, "page")
    try:
        group = page.get("/Group")
        if isinstance(group, pikepdf.Dictionary) and group.get("/S") == "/Transparency":
            note_group(walker, group, name="page")
    except BROKEN as error:
        walker.fault(f"the page's group: {error}")
    walker.run(operations(joined(page.get("/Contents"), walker.fault)))
    if walker.saved:
        walker.fault("a graphics state is saved and never restored")
    fresh = Walker(walker.frame, walker.shelf, handlers=HANDLERS)
    fresh.marks, fresh.groups, fresh.faults = walker.marks, walker.groups, walker.faults
    notes = page.get("/Annots")
    for note in notes if isinstance(notes, pikepdf.Array) else ():
        try:
            annotation(fresh, note)
        except BROKEN as error:
            fresh.fault(f"an annotation: {error}")
