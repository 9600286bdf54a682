"""The sweep: everything that a reader reaches in a file is looked at, and what acts is left out."""

from collections.abc import Callable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Stream, String

from printissue.volume.back_issues.actions import (
    ACTIVE,
    Actions,
    address,
    describe,
    file_name,
    is_barred,
    named,
)
from printissue.volume.back_issues.annotations import clean_annotation, clean_page
from printissue.volume.back_issues.attachments import Attachments
from printissue.volume.back_issues.objects import (
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
from printissue.volume.back_issues.report import Notes
from printissue.volume.back_issues.untagging import untag

_CATALOGUE = {
    "/AA": "actions of the document",
    "/Collection": "a portfolio's list of files",
    "/Perms": "permissions of a digital signature",
    "/DSS": "proofs of a digital signature",
    "/Requirements": "demands on the reader's program",
}
_BARRED = frozenset(
    {"/AA", "/Requirements", "/JavaScript", "/AlternatePresentations", "/Renditions"}
)
"""Those of the catalogue's and its names' that no PDF/A may hold."""
_NAMES = {
    "/JavaScript": "JavaScript of the document",
    "/EmbeddedFiles": "an attachment",
    "/Renditions": "a film or sound",
    "/AlternatePresentations": "a slide show",
}


def sweep(
    pdf: pikepdf.Pdf,
    pages: list[Value],
    notes: Notes,
    cross_references: frozenset[str] = frozenset(),
) -> None:
    """Leave out of a file what acts, what is attached but plain data, and what leads elsewhere.

    Links may lead to addresses of the schemes that `actions` names, and to the archive files in `cross_references`.
    """
    root = pdf.Root
    base = dictionary(root, "/URI")
    actions = Actions(
        (address(base.get("/Base")) or "") if base is not None else "", cross_references
    )
    gone: list[Value] = []
    for folio, page in enumerate(pages, start=1):
        gone += clean_page(page, folio, notes, actions=actions)
    attachments = Attachments()
    _clean_catalogue(root, notes, actions, attachments)
    untag(root, gone)
    broom = _Broom(notes, actions, attachments)
    for one in reachable(root):
        broom.clean(one)
    untag(root, broom.gone)


def _clean_catalogue(root: Value, notes: Notes, actions: Actions, attachments: Attachments) -> None:
    opening = root.get("/OpenAction")
    if is_dictionary(opening):
        for what, barred in actions.clean(root, "/OpenAction"):
            notes.removed(f"{what}, on opening the file", barred=barred)
        if name(opening, "/S") == "/URI" and "/OpenAction" in root:
            del root["/OpenAction"]
            notes.removed("an address that is called on opening the file")
    for key, what in _CATALOGUE.items():
        if key in root:
            del root[key]
            notes.removed(what, barred=key in _BARRED)
    if "/URI" in root:
        del root["/URI"]
    if (names := dictionary(root, "/Names")) is not None:
        _clean_names(names, notes, attachments)
    if (form := dictionary(root, "/AcroForm")) is not None:
        if "/XFA" in form:
            del form["/XFA"]
            notes.removed("an XFA form", barred=True)
        for key in ("/CO", "/SigFlags"):
            if key in form:
                del form[key]


def _clean_names(names: Value, notes: Notes, attachments: Attachments) -> None:
    for key, what in _NAMES.items():
        if key not in names:
            continue
        kept, gone = list[tuple[Value, Value]](), list[str]()
        for entry in _entries(names.get(key)):
            if key == "/EmbeddedFiles" and attachments.may_stay(entry[1]):
                kept.append(entry)
            else:
                gone.append(_called(*entry))
        for called in gone or ([] if kept else [""]):
            notes.removed(named(what, called), barred=key in _BARRED)
        del names[key]
        if kept:
            kept.sort(key=lambda one: bytes(one[0]))
            names[key] = Dictionary(Names=Array([one for pair in kept for one in pair]))


def _called(key: Value, value: Value) -> str:
    """Return the name of an entry of a name tree, that of the file where it is one."""
    return (file_name(value) if is_dictionary(value) else "") or shown(key)


def _entries(tree: Value) -> Iterator[tuple[Value, Value]]:
    """Yield the entries of a name tree, in which there are no circles any more."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if is_dictionary(node):
            stack.extend(items(node, "/Kids"))
            entries = items(node, "/Names")
            yield from (
                (key, value)
                for key, value in zip(entries[::2], entries[1::2], strict=False)
                if isinstance(key, String)
            )


class _Broom:
    """Cleans one dictionary at a time, wherever it stands."""

    def __init__(self, notes: Notes, actions: Actions, attachments: Attachments) -> None:
        self._notes, self._actions, self._attachments = notes, actions, attachments
        self.gone: list[Value] = []
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
            "/PieceInfo": self._private,
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
                for what, barred in self._actions.clean(holder, key):
                    self._notes.removed(what, barred=barred)

    def _triggers(self, holder: Value) -> None:
        """Leave out additional actions; a font may bear the same name."""
        found = dictionary(holder, "/AA")
        if found is None or all(is_dictionary(one) and "/S" in one for one in values(found)):
            del holder["/AA"]
            for one in values(found) if found is not None else ():
                self._notes.removed(f"{describe(one)}, on an event", barred=True)

    def _associated(self, holder: Value) -> None:
        files = items(holder, "/AF") or [holder.get("/AF")]
        if all(is_dictionary(one) and ("/EF" in one or "/F" in one) for one in files):
            stays = [self._attachments.may_stay(one) for one in files]
            kept = [one for one, is_kept in zip(files, stays, strict=True) if is_kept]
            for one, is_kept in zip(files, stays, strict=True):
                if not is_kept:
                    self._notes.removed(named("an attachment", file_name(one)))
            del holder["/AF"]
            if kept:
                holder.AF = Array(kept)

    def _embedded(self, holder: Value) -> None:
        """Leave out an attached file; a font may bear the same name."""
        files = dictionary(holder, "/EF")
        if files is not None and "/Type" not in files and not self._attachments.may_stay(holder):
            self._notes.removed(named("an attachment", file_name(holder)))
            del holder["/EF"]

    def _stray(self, holder: Value) -> None:
        """Leave nothing of an action that stands where none belongs; a tag may bear the same name."""
        if name(holder, "/S") not in ACTIVE or "/P" in holder or "/K" in holder:
            return
        if not self._actions.leads_to_sibling(holder):
            self._notes.removed(describe(holder), barred=is_barred(holder))
            for key in keys(holder):
                del holder[key]

    def _form(self, holder: Value) -> None:
        if "/Fields" in holder or "/DA" in holder:
            del holder["/XFA"]
            self._notes.removed("an XFA form", barred=True)

    def _reference(self, holder: Value) -> None:
        reference = dictionary(holder, "/Ref")
        if reference is not None and "/F" in reference and isinstance(holder, Stream):
            words = named("a picture of another file", file_name(reference))
            self._notes.removed(words, barred=True)
            del holder["/Ref"]

    def _outside(self, holder: Value) -> None:
        """Leave out where a stream says that its data are in another file."""
        if isinstance(holder, Stream) and isinstance(holder.get("/F"), String | Dictionary):
            self._notes.removed(named("data in another file", file_name(holder)), barred=True)
            del holder["/F"]

    def _signature(self, holder: Value) -> None:
        value = dictionary(holder, "/V")
        if value is not None and "/ByteRange" in value:
            signer = shown(value.get("/Name"))
            self._notes.removed(named("a digital signature", signer))
            del holder["/V"]

    def _annotation(self, holder: Value) -> None:
        if not isinstance(holder, Stream):  # one that the tags know and no page
            stays = clean_annotation(holder, None, self._notes, actions=self._actions)
            self.gone += [] if stays else [holder]

    def _steps(self, holder: Value) -> None:
        del holder["/PresSteps"]
        self._notes.removed("steps of a slide show", barred=True)

    def _private(self, holder: Value) -> None:
        """Leave out what programs keep for themselves, which may be a whole other version of the page."""
        found = dictionary(holder, "/PieceInfo")
        if found is None or not all(map(is_dictionary, values(found))):
            return  # a font may bear the same name
        del holder["/PieceInfo"]
        for key in keys(found) or [""]:
            self._notes.removed(named("private data of a program", key.removeprefix("/")))
