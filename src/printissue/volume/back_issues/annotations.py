"""Annotations of a page: links, fields and notes stay, what plays or carries a file keeps its look only."""

from pikepdf import Array, Dictionary, Name, Stream

from printissue.volume.back_issues.actions import Actions, file_name, named
from printissue.volume.back_issues.objects import (
    Ref,
    Value,
    dictionary,
    is_dictionary,
    items,
    keys,
    name,
    ref,
)
from printissue.volume.back_issues.report import Notes

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


def clean_page(page: Value, folio: int, notes: Notes, *, actions: Actions) -> list[Value]:
    """Clean a page and its annotations of all that acts; return the annotations that it has no more."""
    for key in ("/AA", "/PresSteps"):
        if key in page:
            del page[key]
            notes.removed("actions of the page", folio, barred=True)
    if "/Thumb" in page:
        del page["/Thumb"]
        notes.removed("a thumbnail", folio)
    if "/Annots" not in page:
        return []
    found = items(page, "/Annots")
    judged = [
        (one, is_dictionary(one) and clean_annotation(one, folio, notes, actions=actions))
        for one in found
    ]
    gone = [one for one, stays in judged if is_dictionary(one) and not stays]
    places = {ref(one) for one in gone if one.is_indirect}
    popups = [one for one, stays in judged if stays and _is_popup_of(one, places)]
    kept = [one for one, stays in judged if stays and not _is_popup_of(one, places)]
    if not all(map(is_dictionary, found)) or not isinstance(page.Annots, Array):
        notes.repaired(f"page {folio} named annotations that are not there")
    if len(kept) != len(found) or not isinstance(page.Annots, Array):
        page.Annots = Array(kept)
    return gone + popups


def _is_popup_of(annotation: Value, gone: set[Ref]) -> bool:
    """Return whether an annotation is the note window of one that is gone."""
    parent = dictionary(annotation, "/Parent")
    if name(annotation, "/Subtype") != "/Popup" or parent is None:
        return False
    return parent.is_indirect and ref(parent) in gone


def clean_annotation(
    annotation: Value, folio: int | None, notes: Notes, *, actions: Actions
) -> bool:
    """Clean an annotation; return whether anything of it is left: to be seen, or for a link to be followed."""
    emptied = False
    for key in ("/A", "/PA"):
        for what, barred in actions.clean(annotation, key):
            notes.removed(what, folio, barred=barred)
            emptied = True
    kind = name(annotation, "/Subtype")
    if kind == "/Link":
        return not emptied or any(key in annotation for key in ("/A", "/Dest"))
    if kind not in _MEDIA:
        return True
    barred = kind != "/FileAttachment"
    notes.removed(named(_MEDIA[kind], file_name(annotation)), folio, barred=barred)
    for key in set(keys(annotation)) - set(_LOOK):
        del annotation[key]
    annotation.Subtype = Name.Stamp
    looks = dictionary(annotation, "/AP")
    return looks is not None and isinstance(looks.get("/N"), Stream | Dictionary)
