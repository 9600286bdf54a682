"""Volumes: a year of issues bound into one file, which keeps their tags, links, attachments and claims."""

from typing import TYPE_CHECKING

from printissue.volume.options import (
    BindingOptions,
    BindingResult,
    PageLabel,
    PartFile,
    PartRange,
    ProvenClaims,
)

if TYPE_CHECKING:
    from printissue.volume.binding import bind

__all__ = [
    "BindingOptions",
    "BindingResult",
    "PageLabel",
    "PartFile",
    "PartRange",
    "ProvenClaims",
    "bind",
]


def __getattr__(name: str) -> object:
    """Load `bind` when it is first used: who only asks for numbers and gaps needs no PDF library."""
    if name != "bind":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from printissue.volume.binding import bind

    return bind
