"""Which actions may stay in a volume, and what the others are called in the list of removals.

Kept is what leads to a place in the file, to an address of a scheme in `SCHEMES`, or to the archive file of another
issue; anything else is left out.
"""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from pikepdf import Array, String

from printissue.volume.back_issues.objects import (
    Ref,
    Value,
    dictionary,
    is_dictionary,
    keys,
    name,
    ref,
    shown,
    text,
)

SCHEMES = frozenset({"https", "http", "mailto", "tel"})
"""Schemes that every reader hands to a browser, a mail program or a telephone, which ask before they do anything."""
_TURNS = frozenset({"/NextPage", "/PrevPage", "/FirstPage", "/LastPage"})
_WORDS = {
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
ACTIVE = frozenset(_WORDS)
"""The types of actions that act: none of them is left anywhere in a file."""
_ALLOWED = frozenset({"/URI", "/GoTo", "/GoToR", "/GoToE", "/Thread", "/Named", "/SubmitForm"})
"""The types of actions that PDF/A-2 and -3 allow (ISO 19005-3, 6.5.1)."""
_SIBLING = re.compile(r"(?:\.\./[a-z0-9-]{1,64}/)?([^/\\:]+)")
"""Where the archive file of another issue lies: beside this one, or in the folder of its issue."""
Removed = tuple[str, bool]
"""What was taken away, in words, and whether no PDF/A may hold it."""


def address(value: Value, base: str = "") -> str | None:
    """Give an address of a scheme that may stay, completed from the file's `base`; None for any other."""
    bare = re.sub(r"[\x00-\x1f\x7f]", "", text(value)).strip()
    if base and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", bare):
        bare = urljoin(base, bare)
    scheme, colon, _ = bare.partition(":")
    return bare if colon and scheme.lower() in SCHEMES else None


class Actions:
    """Judges the actions of one file, whose relative addresses start from `base`.

    `cross_references` are the names of the archive files of other issues.
    """

    def __init__(self, base: str = "", cross_references: frozenset[str] = frozenset()) -> None:
        self._base, self._cross_references = base, cross_references

    def clean(self, holder: Value, key: str) -> Iterator[Removed]:
        """Take the actions under a key away, or those that come after a good first one; tell what each was."""
        seen: set[Ref] = set()
        action = holder.get(key)
        while action is not None:
            if isinstance(action, Array):  # several that follow one: none of them is needed
                action = action[0] if len(action) == 1 else None
            if not is_dictionary(action) or not self._may_stay(action, seen):
                yield from self._described(holder.get(key))
                del holder[key]
                return
            if action.is_indirect:
                seen.add(ref(action))
            holder, key = action, "/Next"
            action = holder.get(key)

    def _may_stay(self, action: Value, seen: set[Ref]) -> bool:
        kind = name(action, "/S")
        if action.is_indirect and ref(action) in seen:
            return False
        if kind == "/URI":
            return self._addressed(action)
        if kind == "/Named":
            return name(action, "/N") in _TURNS
        if kind == "/Thread":
            return "/F" not in action
        if kind == "/GoToR":
            return self.leads_to_sibling(action)
        return kind in ("/GoTo", "/SetOCGState")

    def _addressed(self, action: Value) -> bool:
        """Tell whether a link's address may stay; what stays is exactly what was judged."""
        found = address(action.get("/URI"), self._base)
        if found is None:
            return False
        if found != text(action.URI):
            action.URI = String(found)
        return True

    def leads_to_sibling(self, action: Value) -> bool:
        """Return whether an action leads to the archive file of another issue, by its name alone."""
        if name(action, "/S") != "/GoToR":
            return False
        target = action.get("/F")
        if is_dictionary(target):
            if not {"/Type", "/F", "/UF", "/Desc"}.issuperset(keys(target)):
                return False
            called = {text(target.get(key)) for key in ("/F", "/UF") if key in target}
        else:
            called = {text(target)}
        found = [_SIBLING.fullmatch(one) for one in called]
        return len(found) == 1 and found[0] is not None and found[0][1] in self._cross_references

    def _described(self, action: Value) -> Iterator[Removed]:
        """Describe an action and what follows it."""
        stack, seen = [action], set[Ref]()
        while stack:
            one = stack.pop()
            if isinstance(one, Array):
                stack.extend(reversed(list(one)))
            elif is_dictionary(one) and not (one.is_indirect and ref(one) in seen):
                if one.is_indirect:
                    seen.add(ref(one))
                if not self._may_stay(one, set()):
                    yield describe(one), is_barred(one)
                stack.extend([one.Next] if "/Next" in one else [])


def describe(action: Value) -> str:
    """Name an action that is left out, with what it leads to."""
    kind = name(action, "/S")
    if kind == "/URI":
        return f"a link to {shown(action.get('/URI')) or 'nowhere'!r}"
    words = _WORDS.get(kind) or f"an action {kind.removeprefix('/') or 'of no kind'!r}"
    return named(words, file_name(action))


def is_barred(action: Value) -> bool:
    """Return whether no PDF/A may hold an action."""
    kind = name(action, "/S")
    return kind not in _ALLOWED or (kind == "/Named" and name(action, "/N") not in _TURNS)


def named(what: str, called: str) -> str:
    """Say what something is, with its name where it has one."""
    return f"{what}: {called!r}" if called else what


def file_name(holder: Value) -> str:
    """Give the name of the file that a dictionary leads to, as far as it has one."""
    target = dictionary(holder, "/F") or dictionary(holder, "/FS") or holder
    for key in ("/UF", "/F", "/DOS", "/Unix", "/Mac"):
        if led := shown(target.get(key)):
            return led
    return ""
