"""The actions that may stay in a volume, and the descriptions of those that are removed.

An action may lead to a place in the file, to an address of a scheme in `SCHEMES`, or to the archive file of another
issue. All others are removed.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from pikepdf import Array, String

from printissue.pdf.objects import Raw
from printissue.volume.back_issues.objects import (
    Objgen,
    dictionary_at,
    display_text,
    is_dictionary,
    name_at,
    string,
    usable_keys,
)

SCHEMES = frozenset({"https", "http", "mailto", "tel"})
"""Schemes that viewers pass to a browser, a mail program or a telephone, which ask before they act."""
_PAGE_TURNS = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
_DESCRIPTIONS = {
    "/JavaScript": "JavaScript",
    "/Launch": "a link that starts a program or opens a file",
    "/GoToR": "a link into another file",
    "/GoToE": "a link into an attachment",
    "/SubmitForm": "a button that sends the form away",
    "/ImportData": "a button that fills the form from a file",
    "/ResetForm": "a button that empties the form",
    "/Sound": "a sound that plays",
    "/Movie": "a film that plays",
    "/Rendition": "a film or sound that plays",
    "/RichMediaExecute": "rich media",
    "/GoTo3DView": "a view of a 3D model",
}
ACTIVE = frozenset(_DESCRIPTIONS)
"""The types of actions that are removed wherever they are in a file."""
_ALLOWED = frozenset({"/URI", "/GoTo", "/GoToR", "/GoToE", "/Thread", "/Named", "/SubmitForm"})
"""The types of actions that PDF/A-2 and -3 allow (ISO 19005-3, 6.5.1)."""
_ISSUE_PATH = re.compile(r"(?:\.\./[a-z0-9-]{1,64}/)?([^/\\:]+)")
"""The path of another issue's archive file: beside this one, or in the folder of its issue."""
Removed = tuple[str, bool]
"""The description of a removed action, and whether PDF/A forbids it."""


def allowed_address(value: Raw, base: str = "") -> str | None:
    """Return an address of a scheme that may stay, completed with the file's `base`; None for any other."""
    bare = re.sub(r"[\x00-\x1f\x7f]", "", string(value)).strip()
    if base and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", bare):
        bare = urljoin(base, bare)
    scheme, colon, _ = bare.partition(":")
    return bare if colon and scheme.lower() in SCHEMES else None


class ActionFilter:
    """The removal of actions from one file.

    Relative addresses start from `base`; `cross_references` are the names of the archive files of other issues.
    """

    def __init__(self, base: str = "", cross_references: frozenset[str] = frozenset()) -> None:
        self._base, self._cross_references = base, cross_references

    def clean(self, holder: Raw, key: str) -> Iterator[Removed]:
        """Remove the actions at a key, or those after the ones that may stay; yield a description of each."""
        seen: set[Objgen] = set()
        action = holder.get(key)
        while action is not None:
            if isinstance(action, Array):  # of several actions that follow one, none is needed
                action = action[0] if len(action) == 1 else None
            if not is_dictionary(action) or not self._may_stay(action, seen):
                yield from self._described(holder.get(key))
                del holder[key]
                return
            if action.is_indirect:
                seen.add(action.objgen)
            holder, key = action, "/Next"
            action = holder.get(key)

    def _may_stay(self, action: Raw, seen: set[Objgen]) -> bool:
        kind = name_at(action, "/S")
        if action.is_indirect and action.objgen in seen:
            return False
        if kind == "/URI":
            return self._has_allowed_address(action)
        if kind == "/Named":
            return name_at(action, "/N") in _PAGE_TURNS
        if kind == "/Thread":
            return "/F" not in action
        if kind == "/GoToR":
            return self.leads_to_issue(action)
        return kind in ("/GoTo", "/SetOCGState")

    def _has_allowed_address(self, action: Raw) -> bool:
        """Return whether a link's address may stay; write the address that was checked."""
        found = allowed_address(action.get("/URI"), self._base)
        if found is None:
            return False
        if found != string(action.URI):
            action.URI = String(found)
        return True

    def leads_to_issue(self, action: Raw) -> bool:
        """Return whether an action leads to the archive file of another issue and names nothing else."""
        if name_at(action, "/S") != "/GoToR":
            return False
        target = action.get("/F")
        if is_dictionary(target):
            if not {"/Type", "/F", "/UF", "/Desc"}.issuperset(usable_keys(target)):
                return False
            names = {string(target.get(key)) for key in ("/F", "/UF") if key in target}
        else:
            names = {string(target)}
        found = [_ISSUE_PATH.fullmatch(one) for one in names]
        return len(found) == 1 and found[0] is not None and found[0][1] in self._cross_references

    def _described(self, action: Raw) -> Iterator[Removed]:
        """Yield the descriptions of an action and those that follow it, except those that may stay."""
        stack, seen = [action], set[Objgen]()
        while stack:
            one = stack.pop()
            if isinstance(one, Array):
                stack.extend(reversed(list(one)))
            elif is_dictionary(one) and not (one.is_indirect and one.objgen in seen):
                if one.is_indirect:
                    seen.add(one.objgen)
                if not self._may_stay(one, set()):
                    yield describe_action(one), is_forbidden(one)
                stack.extend([one.Next] if "/Next" in one else [])


def describe_action(action: Raw) -> str:
    """Return the description of a removed action, with its target."""
    kind = name_at(action, "/S")
    if kind == "/URI":
        return f"a link to {display_text(action.get('/URI')) or 'nowhere'!r}"
    words = _DESCRIPTIONS.get(kind) or f"an action {kind.removeprefix('/') or 'of no kind'!r}"
    return with_name(words, file_name(action))


def is_forbidden(action: Raw) -> bool:
    """Return whether PDF/A-3 forbids an action (ISO 19005-3, 6.5.1)."""
    kind = name_at(action, "/S")
    return kind not in _ALLOWED or (kind == "/Named" and name_at(action, "/N") not in _PAGE_TURNS)


def with_name(what: str, name: str) -> str:
    """Return a description with the name of the thing, if it has one."""
    return f"{what}: {name!r}" if name else what


def file_name(holder: Raw) -> str:
    """Return the name of the file that a dictionary refers to, or an empty string."""
    target = dictionary_at(holder, "/F") or dictionary_at(holder, "/FS") or holder
    for key in ("/UF", "/F", "/DOS", "/Unix", "/Mac"):
        if name := display_text(target.get(key)):
            return name
    return ""
