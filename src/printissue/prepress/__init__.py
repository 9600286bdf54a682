"""Prepress: the layout engine's raw PDF in, a press file out: inks, boxes, overprint, marks."""

from printissue.prepress.finish import finish
from printissue.prepress.order import PrintOrder

__all__ = ["PrintOrder", "finish"]
