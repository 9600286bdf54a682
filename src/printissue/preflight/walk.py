"""A walk through all pages, done once for all rules: what they show and which resources they take."""

from functools import lru_cache

import pikepdf
from pikepdf import Object

from printissue.preflight.boundaries import Boundaries, Rect, boundaries, number, rect_of
from printissue.preflight.found import Found
from printissue.preflight.pen import IDENTITY, Pen, box, read_matrix, times
from printissue.preflight.scanner import Scanner
from printissue.preflight.shelf import Shelf

POPUPS = frozenset({"/Popup"})
"""Annotations without a look of their own."""


@lru_cache(maxsize=2)
def walk(pdf: pikepdf.Pdf) -> Found:
    """Walk through all pages of a file and the appearances of their annotations."""
    found, shelf = Found(), Shelf(pdf)
    for count, page in enumerate(pdf.pages, 1):
        bounds = boundaries(page.obj)
        scanner = Scanner(count, found, shelf)
        pen = Pen(IDENTITY, bounds.media)
        tree = number(page.obj.get("/StructParents"))
        if "/Contents" in page.obj:
            parents = None if tree is None else int(tree)
            scanner.scan(page.obj, _resources(page.obj), pen, parents=parents)
        for annotation in annotations(page.obj):
            _walk_appearance(scanner, annotation, bounds)
    return found


def annotations(page: Object) -> list[Object]:
    """Give a page's annotations that are dictionaries."""
    listed = page.get("/Annots")
    if not isinstance(listed, pikepdf.Array):
        return []
    return [one for one in listed if isinstance(one, pikepdf.Dictionary)]


def _resources(page: Object) -> object:
    """Give a page's resources, its own or those of an ancestor."""
    node: object = page
    for _ in range(64):
        if not isinstance(node, pikepdf.Dictionary):
            return None
        if "/Resources" in node:
            return node.get("/Resources")
        node = node.get("/Parent")
    return None


def _walk_appearance(scanner: Scanner, annotation: Object, bounds: Boundaries) -> None:
    """Walk an annotation's normal appearance, laid into its rectangle (ISO 32000-1, 12.5.5)."""
    looks = annotation.get("/AP")
    look = looks.get("/N") if isinstance(looks, pikepdf.Dictionary) else None
    if isinstance(look, pikepdf.Dictionary) and not isinstance(look, pikepdf.Stream):
        state = annotation.get("/AS")
        look = look.get(state) if isinstance(state, pikepdf.Name) else None
    target = rect_of(annotation.get("/Rect"))
    if not isinstance(look, pikepdf.Stream) or target is None:
        return
    shape = rect_of(look.get("/BBox")) or Rect(0.0, 0.0, 1.0, 1.0)
    inner = box(read_matrix(look.get("/Matrix")), shape)
    across = target.width / inner.width if inner.width else 1.0
    up = target.height / inner.height if inner.height else 1.0
    shift = target.left - inner.left * across, target.bottom - inner.bottom * up
    matrix = times(read_matrix(look.get("/Matrix")), (across, 0.0, 0.0, up, *shift))
    pen = Pen(matrix, bounds.media)
    scanner.appearance(look, pen)
