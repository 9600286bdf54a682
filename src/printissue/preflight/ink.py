"""Rules about ink: pages without any (GWG 2022 R0005), and objects with too much of it."""

from collections.abc import Iterator

from printissue.core.findings import Finding
from printissue.pdf.objects import ContentError
from printissue.preflight.gwg import most_ink, severity_of
from printissue.preflight.painted import PaintedObject, name_of
from printissue.preflight.reader import content_of
from printissue.preflight.separations.images import separate_image
from printissue.preflight.separations.inks import InkModel
from printissue.preflight.subject import Check, Subject, Violation, as_findings


def check_empty_pages(subject: Subject) -> Iterator[Finding]:
    """R0005: every page has some ink."""
    severity = severity_of(subject, "R0005")
    if severity is None:
        return
    inked: dict[int, list[PaintedObject]] = {boxes.page: [] for boxes in subject.boxes}
    for obj in content_of(subject).printed:
        if not obj.paint.white:
            inked[obj.page].append(obj)
    for boxes in subject.boxes:
        inked[boxes.page].sort(key=lambda obj: obj.image is not None)  # pixels are read last
        if all(_is_white_image(obj) for obj in inked[boxes.page]):
            message = "nothing is printed on this page"
            hint = "check whether its content is lost, or leave the page out"
            place = subject.place(boxes.page, boxes.box(boxes.finished))
            yield Finding("R0005", place, message, hint, severity)


def _is_white_image(obj: PaintedObject) -> bool:
    """Return whether an object is an image with only white pixels; False where it cannot be read."""
    image = obj.image
    if image is None or image.mask:
        return False
    try:
        plates = separate_image(image.source, obj.paint.space, InkModel())
    except ContentError:
        return False
    return all(plate.getextrema()[1] == 0 for plate in plates.values())


def check_object_ink(subject: Subject) -> Iterator[Finding]:
    """ink-object: no text, shape or gradient has more ink than the limit."""
    limit = most_ink(subject)
    violations = (
        Violation(
            "ink-object",
            obj.page,
            f"{name_of(obj)} has {obj.paint.total * 100:.0f} % ink; the limit is {limit:.0f} %",
            "use a colour with less ink, because wet ink marks the next sheet",
            obj.box,
            key=obj.kind,
            priority=-obj.paint.total,
        )
        for obj in content_of(subject).printed
        if obj.paint.total is not None and obj.paint.total * 100 > limit + 0.5
    )
    yield from as_findings(subject, violations)


CHECKS: tuple[Check, ...] = (check_empty_pages, check_object_ink)
"""The checks of this module."""
