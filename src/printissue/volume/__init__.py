"""Volumes: a year of issues bound into one file, which keeps their tags, links, attachments and claims."""

from printissue.volume.binding import bind
from printissue.volume.options import (
    BindingOptions,
    BindingResult,
    PageLabel,
    PartFile,
    PartRange,
    ProvenClaims,
)

__all__ = [
    "BindingOptions",
    "BindingResult",
    "PageLabel",
    "PartFile",
    "PartRange",
    "ProvenClaims",
    "bind",
]
