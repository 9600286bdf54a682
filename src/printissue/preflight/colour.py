"""Rules of colour spaces: what CMYK and RGB-tolerant jobs may hold (GWG 2022 R0027 to R0030)."""

from collections.abc import Iterator

from printissue.core.findings import Finding
from printissue.pdf.colour import ColourSpace
from printissue.preflight.columns import gravity
from printissue.preflight.gathering import Hit, gathered
from printissue.preflight.marks import Group, Mark
from printissue.preflight.overprint import name_of
from printissue.preflight.reader import reading
from printissue.preflight.subject import Check, Subject

FOREIGN = frozenset({"DeviceRGB", "CalRGB", "CalGray", "ICCBased", "Lab"})
"""Families that are no inks."""


def check_spaces(subject: Subject) -> Iterator[Finding]:
    """R0027, or R0028 and R0029: colours are in the spaces that the kind of job allows."""
    hits = _strict(subject) if gravity(subject, "R0027") else _tolerant(subject)
    yield from gathered(subject, hits)


def _strict(subject: Subject) -> Iterator[Hit]:
    """R0027: nothing is in a space other than inks and grey, soft masks and alternates neither."""
    asked = gravity(subject, "R0027")
    for mark in reading(subject).marks:
        if mark.hidden:
            continue
        for space in mark.paint.space.chain():
            if space.family in FOREIGN:
                yield Hit(
                    "R0027",
                    mark.page,
                    f"{name_of(mark)} is in {_named(mark, space)}",
                    "convert it to the inks of the output condition (DeviceCMYK)",
                    mark.box,
                    thing=f"{mark.kind} {space}",
                    gravity=asked,
                )
                break


def _named(mark: Mark, space: ColourSpace) -> str:
    """Say where a space stands: the mark's own, or behind it."""
    own = mark.paint.space
    where = "" if own is space else f", behind {own.family} {', '.join(own.names)}".rstrip()
    mask = ", in a soft mask" if mark.mask else ""
    note = ", in an annotation" if mark.annotation else ""
    return f"{space}{where}{mask}{note}"


def _tolerant(subject: Subject) -> Iterator[Hit]:
    """R0028, R0029: pictures may be in RGB with a profile, or in Lab; nothing else may be."""
    for mark in reading(subject).marks:
        if mark.hidden:
            continue
        picture = mark.kind == "image" and mark.picture is not None and not mark.picture.mask
        rule = "R0028" if picture else "R0029"
        for space in mark.paint.space.chain(alternates=False):
            if space.family in FOREIGN and not (picture and _photograph(space)):
                yield Hit(
                    rule,
                    mark.page,
                    f"{name_of(mark)} is in {_named(mark, space)}",
                    "give the picture an RGB profile" if picture else "convert it to DeviceCMYK",
                    mark.box,
                    thing=f"{mark.kind} {space}",
                    gravity=gravity(subject, rule),
                )
                break


def _photograph(space: ColourSpace) -> bool:
    return space.family == "Lab" or (space.family == "ICCBased" and space.profile == "RGB")


def check_groups(subject: Subject) -> Iterator[Finding]:
    """R0030: transparency blends in DeviceCMYK, a luminosity mask in DeviceGray too."""
    hits = (
        Hit(
            "R0030",
            group.page,
            f"the transparency group of {_who(group)} blends in {group.space}",
            "set the group's colour space to DeviceCMYK, and look at its colours again",
            group.box,
            thing=str(group.space),
            gravity=gravity(subject, "R0030"),
        )
        for group in reading(subject).groups
        if group.space is not None and not _blends_in_inks(group, group.space)
    )
    yield from gathered(subject, hits)


def _who(group: Group) -> str:
    return "the page" if group.path == "page" else group.path


def _blends_in_inks(group: Group, space: ColourSpace) -> bool:
    grey = space.family == "DeviceGray" and group.mask in ("Luminosity", "nested")
    return space.family == "DeviceCMYK" or grey


CHECKS: tuple[Check, ...] = (check_spaces, check_groups)
