"""Annotations of a page: links, fields and notes stay, what plays or carries a file keeps its look only."""

from pikepdf import Array, Dictionary, Name, Stream

from printissue.legacy.actions import Actions, file_name, named
from printissue.legacy.objects import Value, dictionary, is_dictionary, items, keys, name
from printissue.legacy.report import Notes

_MEDIA = {
    "/FileAttachment": "an attached file",
    "/Sound": "a sound",
    "/Movie": "a film",
    "/Screen": "a film or sound",
    "/RichMedia": "rich media",
    "/3D": "a 3D model",
}
_LOOK = (
    "/Type",
    "/Rect",
    "/AP",
    "/AS",
    "/F",
    "/P",
    "/NM",
    "/Contents",
    "/StructParent",
    "/OC",
    "/BS",
)
"""What is left of an annotation that becomes a picture of itself."""


def clean_page(page: Value, folio: int, notes: Notes, *, actions: Actions) -> None:
    """Clean a page and its annotations of all that acts."""
    for key in ("/AA", "/PresSteps"):
        if key in page:
            del page[key]
            notes.removed("actions of the page", folio)
    if "/Annots" not in page:
        return
    found = items(page, "/Annots")
    kept = [
        one
        for one in found
        if is_dictionary(one) and clean_annotation(one, folio, notes, actions=actions)
    ]
    if not all(map(is_dictionary, found)) or not isinstance(page.Annots, Array):
        notes.repaired(f"page {folio} named annotations that are not there")
    if len(kept) != len(found) or not isinstance(page.Annots, Array):
        page.Annots = Array(kept)


def clean_annotation(
    annotation: Value, folio: int | None, notes: Notes, *, actions: Actions
) -> bool:
    """Clean an annotation; tell whether anything of it is left to be seen."""
    for key in ("/A", "/PA"):
        for what in actions.clean(annotation, key):
            notes.removed(what, folio)
    kind = name(annotation, "/Subtype")
    if kind not in _MEDIA:
        return True
    notes.removed(named(_MEDIA[kind], file_name(annotation)), folio)
    for key in set(keys(annotation)) - set(_LOOK):
        del annotation[key]
    annotation.Subtype = Name.Stamp
    looks = dictionary(annotation, "/AP")
    return looks is not None and isinstance(looks.get("/N"), Stream | Dictionary)
