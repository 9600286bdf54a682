"""Imposition: pages onto sheets that are folded and stitched, onto proofs, and covers around a glued spine."""

from printissue.imposition.covers import cover
from printissue.imposition.imposing import impose
from printissue.imposition.options import CoverOptions, ImpositionOptions
from printissue.imposition.sides import CoverSpread, ImposedSheets

__all__ = ["CoverOptions", "CoverSpread", "ImposedSheets", "ImpositionOptions", "cover", "impose"]
