"""Prepress: the layout engine's raw PDF in, a press file out: inks, boxes, overprint, marks."""

from printissue.editions.print.finish import finish
from printissue.editions.print.order import PrintOptions

__all__ = ["PrintOptions", "finish"]
