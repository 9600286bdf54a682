"""Rules of ink: pages without any (GWG 2022 R0005), and things with too much of it."""

from collections.abc import Iterator

from printissue.core.findings import Finding
from printissue.pdf.objects import ContentError
from printissue.preflight.columns import gravity, most_ink
from printissue.preflight.gathering import Hit, gathered
from printissue.preflight.marks import Mark
from printissue.preflight.overprint import name_of
from printissue.preflight.reader import reading
from printissue.preflight.separations.images import separated
from printissue.preflight.separations.inks import InkModel
from printissue.preflight.subject import Check, Subject


def check_blank(subject: Subject) -> Iterator[Finding]:
    """R0005: every page has some ink."""
    asked = gravity(subject, "R0005")
    if asked is None:
        return
    painted: dict[int, list[Mark]] = {boxes.page: [] for boxes in subject.boxes}
    for mark in reading(subject).printed:
        if has_ink(mark):
            painted[mark.page].append(mark)
    for boxes in subject.boxes:
        if all(_blank(mark) for mark in painted[boxes.page]):
            message = "the page has no ink at all"
            hint = "leave the page out, or see what became of its content"
            place = subject.place(boxes.page, boxes.box(boxes.finished))
            yield Finding("R0005", place, message, hint, asked)


def has_ink(mark: Mark) -> bool:
    """Tell whether a mark lays down ink; what cannot be known is taken for ink."""
    return not mark.paint.white


def _blank(mark: Mark) -> bool:
    """Tell whether a mark is a picture that is white all over; one that cannot be read is not."""
    picture = mark.picture
    if picture is None or picture.mask:
        return False
    try:
        plates = separated(picture.source, mark.paint.space, InkModel())
    except ContentError:
        return False
    return all(plate.getextrema()[1] == 0 for plate in plates.values())


def check_heavy(subject: Subject) -> Iterator[Finding]:
    """ink-object: no text, shape or gradient has more ink than the paper can bear."""
    limit = most_ink(subject)
    hits = (
        Hit(
            "ink-object",
            mark.page,
            f"{name_of(mark)} has {mark.paint.total * 100:.0f} % of ink, above {limit:.0f} %",
            "take a colour of less ink: wet ink sets off on the next sheet",
            mark.box,
            thing=mark.kind,
            rank=-mark.paint.total,
        )
        for mark in reading(subject).printed
        if mark.paint.total is not None and mark.paint.total * 100 > limit + 0.5
    )
    yield from gathered(subject, hits)


CHECKS: tuple[Check, ...] = (check_blank, check_heavy)
