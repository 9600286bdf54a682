"""The imposition: pages onto sheets that are folded and stitched, onto proofs, and covers around a glued spine."""

from printissue.imposition.covering import cover
from printissue.imposition.imposing import impose
from printissue.imposition.orders import Covered, CoverOptions, Imposed, ImpositionOptions

__all__ = ["CoverOptions", "Covered", "Imposed", "ImpositionOptions", "cover", "impose"]
