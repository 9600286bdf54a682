"""Rules of ink: pages without any (GWG 2022 R0005), and things with too much of it."""

from collections.abc import Iterator

from printissue.core.findings import Finding
from printissue.pdf.objects import ContentError
from printissue.preflight.gwg import most_ink, severity_of
from printissue.preflight.overprint import name_of
from printissue.preflight.painted import PaintedObject
from printissue.preflight.reader import content_of
from printissue.preflight.separations.images import separated
from printissue.preflight.separations.inks import InkModel
from printissue.preflight.subject import Check, Subject
from printissue.preflight.violations import Violation, as_findings


def check_blank(subject: Subject) -> Iterator[Finding]:
    """R0005: every page has some ink."""
    asked = severity_of(subject, "R0005")
    if asked is None:
        return
    painted: dict[int, list[PaintedObject]] = {boxes.page: [] for boxes in subject.boxes}
    for obj in content_of(subject).printed:
        if has_ink(obj):
            painted[obj.page].append(obj)
    for boxes in subject.boxes:
        if all(_blank(obj) for obj in painted[boxes.page]):
            message = "the page has no ink at all"
            hint = "leave the page out, or see what became of its content"
            place = subject.place(boxes.page, boxes.box(boxes.finished))
            yield Finding("R0005", place, message, hint, asked)


def has_ink(obj: PaintedObject) -> bool:
    """Tell whether an object lays down ink; what cannot be known is taken for ink."""
    return not obj.paint.white


def _blank(obj: PaintedObject) -> bool:
    """Tell whether an object is a picture that is white all over; one that cannot be read is not."""
    picture = obj.image
    if picture is None or picture.mask:
        return False
    try:
        plates = separated(picture.source, obj.paint.space, InkModel())
    except ContentError:
        return False
    return all(plate.getextrema()[1] == 0 for plate in plates.values())


def check_heavy(subject: Subject) -> Iterator[Finding]:
    """ink-object: no text, shape or gradient has more ink than the paper can bear."""
    limit = most_ink(subject)
    violations = (
        Violation(
            "ink-object",
            obj.page,
            f"{name_of(obj)} has {obj.paint.total * 100:.0f} % of ink, above {limit:.0f} %",
            "take a colour of less ink: wet ink sets off on the next sheet",
            obj.box,
            thing=obj.kind,
            priority=-obj.paint.total,
        )
        for obj in content_of(subject).printed
        if obj.paint.total is not None and obj.paint.total * 100 > limit + 0.5
    )
    yield from as_findings(subject, violations)


CHECKS: tuple[Check, ...] = (check_blank, check_heavy)
