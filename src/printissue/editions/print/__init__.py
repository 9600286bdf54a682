"""The print edition: from the layout engine's raw PDF to PDF/X-4, with inks, boxes, overprint and marks."""

from printissue.editions.print.finish import PrintOptions, finish

__all__ = ["PrintOptions", "finish"]
