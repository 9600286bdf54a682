"""The sweep: everything that a reader reaches in a file is looked at, and what acts is left out."""

from collections.abc import Callable, Iterator

import pikepdf
from pikepdf import Dictionary, Stream, String

from printissue.legacy.actions import ACTIVE, Actions, address, describe, file_name, named
from printissue.legacy.annotations import clean_annotation, clean_page
from printissue.legacy.objects import (
    Value,
    dictionary,
    is_dictionary,
    items,
    keys,
    name,
    reachable,
    shown,
    values,
)
from printissue.legacy.report import Notes

_CATALOGUE = {
    "/AA": "actions of the document",
    "/Collection": "a portfolio's list of files",
    "/Perms": "permissions of a digital signature",
    "/DSS": "proofs of a digital signature",
    "/Requirements": "demands on the reader's program",
}
_NAMES = {
    "/JavaScript": "JavaScript of the document",
    "/EmbeddedFiles": "an attachment",
    "/Renditions": "a film or sound",
    "/AlternatePresentations": "a slide show",
}


def sweep(pdf: pikepdf.Pdf, pages: list[Value], notes: Notes) -> None:
    """Leave out of a file what acts, what is attached and what leads elsewhere but to https, http and mailto."""
    root = pdf.Root
    base = dictionary(root, "/URI")
    actions = Actions((address(base.get("/Base")) or "") if base is not None else "")
    for folio, page in enumerate(pages, start=1):
        clean_page(page, folio, notes, actions=actions)
    _clean_catalogue(root, notes, actions)
    broom = _Broom(notes, actions)
    for one in reachable(root):
        broom.clean(one)


def _clean_catalogue(root: Value, notes: Notes, actions: Actions) -> None:
    opening = root.get("/OpenAction")
    if is_dictionary(opening):
        for what in actions.clean(root, "/OpenAction"):
            notes.removed(f"{what}, on opening the file")
        if name(opening, "/S") == "/URI" and "/OpenAction" in root:
            del root["/OpenAction"]
            notes.removed("an address that is called on opening the file")
    for key, what in _CATALOGUE.items():
        if key in root:
            del root[key]
            notes.removed(what)
    if "/URI" in root:
        del root["/URI"]
    if (names := dictionary(root, "/Names")) is not None:
        _clean_names(names, notes)
    if (form := dictionary(root, "/AcroForm")) is not None:
        if "/XFA" in form:
            del form["/XFA"]
            notes.removed("an XFA form")
        for key in ("/CO", "/SigFlags"):
            if key in form:
                del form[key]


def _clean_names(names: Value, notes: Notes) -> None:
    for key, what in _NAMES.items():
        if key in names:
            for called in list(_called(names.get(key))) or [""]:
                notes.removed(named(what, called))
            del names[key]


def _called(tree: Value) -> Iterator[str]:
    """Give the names in a name tree, those of files where it holds files; there are no circles in it any more."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if is_dictionary(node):
            stack.extend(items(node, "/Kids"))
            entries = items(node, "/Names")
            for key, value in zip(entries[::2], entries[1::2], strict=False):
                yield (file_name(value) if is_dictionary(value) else "") or shown(key)


class _Broom:
    """Cleans one dictionary at a time, wherever it stands."""

    def __init__(self, notes: Notes, actions: Actions) -> None:
        self._notes, self._actions = notes, actions
        self._rules: dict[str, Callable[[Value], None]] = {
            "/A": self._action,
            "/PA": self._action,
            "/AA": self._triggers,
            "/AF": self._associated,
            "/EF": self._embedded,
            "/S": self._stray,
            "/XFA": self._form,
            "/Ref": self._reference,
            "/F": self._outside,
            "/V": self._signature,
            "/Rect": self._annotation,
            "/PresSteps": self._steps,
        }

    def clean(self, holder: Value) -> None:
        """Leave out of a dictionary or stream what acts."""
        for key in self._rules.keys() & set(holder.keys()):
            if key in holder:
                self._rules[key](holder)

    def _action(self, holder: Value) -> None:
        for key in ("/A", "/PA"):
            action = dictionary(holder, key)
            if action is not None and name(action, "/S") and "/O" not in action:
                for what in self._actions.clean(holder, key):
                    self._notes.removed(what)

    def _triggers(self, holder: Value) -> None:
        """Leave out additional actions; a font may bear the same name."""
        found = dictionary(holder, "/AA")
        if found is None or all(is_dictionary(one) and "/S" in one for one in values(found)):
            del holder["/AA"]
            for one in values(found) if found is not None else ():
                self._notes.removed(f"{describe(one)}, on an event")

    def _associated(self, holder: Value) -> None:
        files = items(holder, "/AF") or [holder.get("/AF")]
        if all(is_dictionary(one) and ("/EF" in one or "/F" in one) for one in files):
            for one in files:
                self._notes.removed(named("an attachment", file_name(one)))
            del holder["/AF"]

    def _embedded(self, holder: Value) -> None:
        """Leave out an attached file; a font may bear the same name."""
        files = dictionary(holder, "/EF")
        if files is not None and "/Type" not in files:
            self._notes.removed(named("an attachment", file_name(holder)))
            del holder["/EF"]

    def _stray(self, holder: Value) -> None:
        """Leave nothing of an action that stands where none belongs; a tag may bear the same name."""
        if name(holder, "/S") in ACTIVE and "/P" not in holder and "/K" not in holder:
            self._notes.removed(describe(holder))
            for key in keys(holder):
                del holder[key]

    def _form(self, holder: Value) -> None:
        if "/Fields" in holder or "/DA" in holder:
            del holder["/XFA"]
            self._notes.removed("an XFA form")

    def _reference(self, holder: Value) -> None:
        reference = dictionary(holder, "/Ref")
        if reference is not None and "/F" in reference and isinstance(holder, Stream):
            self._notes.removed(named("a picture of another file", file_name(reference)))
            del holder["/Ref"]

    def _outside(self, holder: Value) -> None:
        """Leave out where a stream says that its data are in another file."""
        if isinstance(holder, Stream) and isinstance(holder.get("/F"), String | Dictionary):
            self._notes.removed(named("data in another file", file_name(holder)))
            del holder["/F"]

    def _signature(self, holder: Value) -> None:
        value = dictionary(holder, "/V")
        if value is not None and "/ByteRange" in value:
            signer = shown(value.get("/Name"))
            self._notes.removed(named("a digital signature", signer))
            del holder["/V"]

    def _annotation(self, holder: Value) -> None:
        if not isinstance(holder, Stream):  # one that the tags know and no page
            clean_annotation(holder, None, self._notes, actions=self._actions)

    def _steps(self, holder: Value) -> None:
        del holder["/PresSteps"]
        self._notes.removed("steps of a slide show")
