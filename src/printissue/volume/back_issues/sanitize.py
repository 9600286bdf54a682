"""The removal of active content from everything that a reader can reach in a file.

pikepdf.sanitize has the same aim, but neither describes what it removes nor keeps the links and attachments that are
harmless.
"""

from collections.abc import Callable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Stream, String

from printissue.pdf.objects import Raw
from printissue.volume.back_issues.actions import (
    ACTIVE,
    ActionFilter,
    allowed_address,
    describe_action,
    file_name,
    is_forbidden,
    with_name,
)
from printissue.volume.back_issues.annotations import (
    clean_annotation,
    clean_page,
    remove_from_structure,
)
from printissue.volume.back_issues.attachments import AttachmentFilter
from printissue.volume.back_issues.objects import (
    array_at,
    dictionary_at,
    display_text,
    is_dictionary,
    name_at,
    reachable_objects,
    usable_keys,
    values,
)
from printissue.volume.back_issues.options import Changes

_CATALOGUE = {
    "/AA": "actions of the document",
    "/Collection": "a portfolio's list of files",
    "/Perms": "permissions of a digital signature",
    "/DSS": "validation data of a digital signature",
    "/Requirements": "requirements of the viewer",
}
_FORBIDDEN = frozenset(
    {"/AA", "/Requirements", "/JavaScript", "/AlternatePresentations", "/Renditions"}
)
"""The entries of the catalogue and its names that PDF/A forbids (ISO 19005-3, 6.5 and 6.9)."""
_NAMES = {
    "/JavaScript": "JavaScript of the document",
    "/EmbeddedFiles": "an attachment",
    "/Renditions": "a film or sound",
    "/AlternatePresentations": "a slide show",
}


def sanitize(
    pdf: pikepdf.Pdf,
    pages: list[Raw],
    changes: Changes,
    cross_references: frozenset[str] = frozenset(),
) -> None:
    """Remove from a file what acts, attachments that are not plain data, and links to other files.

    Links may lead to addresses of the schemes in `actions.SCHEMES`, and to the archive files in `cross_references`.
    """
    root = pdf.Root
    base = dictionary_at(root, "/URI")
    actions = ActionFilter(
        (allowed_address(base.get("/Base")) or "") if base is not None else "", cross_references
    )
    removed: list[Raw] = []
    for folio, page in enumerate(pages, start=1):
        removed += clean_page(page, folio, changes, actions=actions)
    attachments = AttachmentFilter()
    _clean_catalogue(root, changes, actions, attachments)
    remove_from_structure(root, removed)
    sanitizer = _Sanitizer(changes, actions, attachments)
    for one in reachable_objects(root):
        sanitizer.clean(one)
    remove_from_structure(root, sanitizer.removed_annotations)


def _clean_catalogue(
    root: Raw, changes: Changes, actions: ActionFilter, attachments: AttachmentFilter
) -> None:
    opening = root.get("/OpenAction")
    if is_dictionary(opening):
        for what, forbidden in actions.clean(root, "/OpenAction"):
            changes.removed(f"{what}, on opening the file", forbidden=forbidden)
        if name_at(opening, "/S") == "/URI" and "/OpenAction" in root:
            del root["/OpenAction"]
            changes.removed("an address that is called on opening the file")
    for key, what in _CATALOGUE.items():
        if key in root:
            del root[key]
            changes.removed(what, forbidden=key in _FORBIDDEN)
    if "/URI" in root:
        del root["/URI"]
    if (names := dictionary_at(root, "/Names")) is not None:
        _clean_names(names, changes, attachments)
    if (form := dictionary_at(root, "/AcroForm")) is not None:
        if "/XFA" in form:
            del form["/XFA"]
            changes.removed("an XFA form", forbidden=True)
        for key in ("/CO", "/SigFlags"):
            if key in form:
                del form[key]


def _clean_names(names: Raw, changes: Changes, attachments: AttachmentFilter) -> None:
    for key, what in _NAMES.items():
        if key not in names:
            continue
        kept, removed = list[tuple[Raw, Raw]](), list[str]()
        for entry in _entries(names.get(key)):
            if key == "/EmbeddedFiles" and attachments.may_stay(entry[1]):
                kept.append(entry)
            else:
                removed.append(_name_of(*entry))
        for name in removed or ([] if kept else [""]):
            changes.removed(with_name(what, name), forbidden=key in _FORBIDDEN)
        del names[key]
        if kept:
            kept.sort(key=lambda one: bytes(one[0]))
            names[key] = Dictionary(Names=Array([one for pair in kept for one in pair]))


def _name_of(key: Raw, value: Raw) -> str:
    """Return the name of an entry of a name tree, or that of the file that it embeds."""
    return (file_name(value) if is_dictionary(value) else "") or display_text(key)


def _entries(tree: Raw) -> Iterator[tuple[Raw, Raw]]:
    """Yield the entries of a name tree without cycles."""
    stack = [tree]
    while stack:
        node = stack.pop()
        if is_dictionary(node):
            stack.extend(array_at(node, "/Kids"))
            entries = array_at(node, "/Names")
            yield from (
                (key, value)
                for key, value in zip(entries[::2], entries[1::2], strict=False)
                if isinstance(key, String)
            )


class _Sanitizer:
    """The removal of active content from one dictionary after the other, wherever they are."""

    def __init__(
        self, changes: Changes, actions: ActionFilter, attachments: AttachmentFilter
    ) -> None:
        self._changes, self._actions, self._attachments = changes, actions, attachments
        self.removed_annotations: list[Raw] = []
        self._rules: dict[str, Callable[[Raw], None]] = {
            "/A": self._action,
            "/PA": self._action,
            "/AA": self._triggers,
            "/AF": self._associated,
            "/EF": self._embedded,
            "/S": self._unexpected_action,
            "/XFA": self._xfa,
            "/Ref": self._reference,
            "/F": self._external_data,
            "/V": self._signature,
            "/Rect": self._annotation,
            "/PresSteps": self._sub_pages,
            "/PieceInfo": self._private,
        }

    def clean(self, holder: Raw) -> None:
        """Remove active content from a dictionary or stream."""
        for key in self._rules.keys() & set(holder.keys()):
            if key in holder:
                self._rules[key](holder)

    def _action(self, holder: Raw) -> None:
        for key in ("/A", "/PA"):
            action = dictionary_at(holder, key)
            if action is not None and name_at(action, "/S") and "/O" not in action:
                for what, forbidden in self._actions.clean(holder, key):
                    self._changes.removed(what, forbidden=forbidden)

    def _triggers(self, holder: Raw) -> None:
        """Remove additional actions; a font resource may have the same name."""
        found = dictionary_at(holder, "/AA")
        if found is None or all(is_dictionary(one) and "/S" in one for one in values(found)):
            del holder["/AA"]
            for one in values(found) if found is not None else ():
                self._changes.removed(f"{describe_action(one)}, on an event", forbidden=True)

    def _associated(self, holder: Raw) -> None:
        files = array_at(holder, "/AF") or [holder.get("/AF")]
        if all(is_dictionary(one) and ("/EF" in one or "/F" in one) for one in files):
            stays = [self._attachments.may_stay(one) for one in files]
            kept = [one for one, is_kept in zip(files, stays, strict=True) if is_kept]
            for one, is_kept in zip(files, stays, strict=True):
                if not is_kept:
                    self._changes.removed(with_name("an attachment", file_name(one)))
            del holder["/AF"]
            if kept:
                holder.AF = Array(kept)

    def _embedded(self, holder: Raw) -> None:
        """Remove an attached file; a font resource may have the same name."""
        files = dictionary_at(holder, "/EF")
        if files is not None and "/Type" not in files and not self._attachments.may_stay(holder):
            self._changes.removed(with_name("an attachment", file_name(holder)))
            del holder["/EF"]

    def _unexpected_action(self, holder: Raw) -> None:
        """Empty an action in an unexpected place; a structure element may have the same S entry."""
        if name_at(holder, "/S") not in ACTIVE or "/P" in holder or "/K" in holder:
            return
        if not self._actions.leads_to_issue(holder):
            self._changes.removed(describe_action(holder), forbidden=is_forbidden(holder))
            for key in usable_keys(holder):
                del holder[key]

    def _xfa(self, holder: Raw) -> None:
        if "/Fields" in holder or "/DA" in holder:
            del holder["/XFA"]
            self._changes.removed("an XFA form", forbidden=True)

    def _reference(self, holder: Raw) -> None:
        reference = dictionary_at(holder, "/Ref")
        if reference is not None and "/F" in reference and isinstance(holder, Stream):
            words = with_name("a picture of another file", file_name(reference))
            self._changes.removed(words, forbidden=True)
            del holder["/Ref"]

    def _external_data(self, holder: Raw) -> None:
        """Remove a stream's reference to data in another file."""
        if isinstance(holder, Stream) and isinstance(holder.get("/F"), String | Dictionary):
            self._changes.removed(
                with_name("data in another file", file_name(holder)), forbidden=True
            )
            del holder["/F"]

    def _signature(self, holder: Raw) -> None:
        value = dictionary_at(holder, "/V")
        if value is not None and "/ByteRange" in value:
            signer = display_text(value.get("/Name"))
            self._changes.removed(with_name("a digital signature", signer))
            del holder["/V"]

    def _annotation(self, holder: Raw) -> None:
        if not isinstance(holder, Stream):  # one that the structure tree refers to, but no page
            stays = clean_annotation(holder, None, self._changes, actions=self._actions)
            self.removed_annotations += [] if stays else [holder]

    def _sub_pages(self, holder: Raw) -> None:
        del holder["/PresSteps"]
        self._changes.removed("steps of a slide show", forbidden=True)

    def _private(self, holder: Raw) -> None:
        """Remove the private data of programs, which may be a whole other version of the page."""
        found = dictionary_at(holder, "/PieceInfo")
        if found is None or not all(map(is_dictionary, values(found))):
            return  # a font resource may have the same name
        del holder["/PieceInfo"]
        for key in usable_keys(found) or [""]:
            self._changes.removed(with_name("private data of a program", key.removeprefix("/")))
