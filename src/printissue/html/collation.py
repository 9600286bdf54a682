"""Collation: the order of terms in a language, and the letters that they are listed under."""

import re
import unicodedata
from collections.abc import Mapping

_AFTER = "\uf8ff"
"""Sorts behind every letter."""

ARTICLES = {
    "de": "der die das ein eine",
    "en": "the a an",
    "es": "el la los las un una",
    "fr": "le la les l' un une des",
    "it": "il lo la gli le l' un uno una",
    "nl": "de het een 't",
    "pt": "o a os as um uma",
}
"""Articles that are ignored at the start of a term, by language."""

OWN_LETTERS: Mapping[str, Mapping[str, str]] = {
    "da": {
        "æ": f"z{_AFTER}a",
        "ä": f"z{_AFTER}a",
        "ø": f"z{_AFTER}b",
        "ö": f"z{_AFTER}b",
        "å": f"z{_AFTER}c",
    },
    "es": {"ñ": f"n{_AFTER}"},
    "fi": {"å": f"z{_AFTER}a", "ä": f"z{_AFTER}b", "ö": f"z{_AFTER}c"},
    "nb": {"æ": f"z{_AFTER}a", "ø": f"z{_AFTER}b", "å": f"z{_AFTER}c"},
    "nn": {"æ": f"z{_AFTER}a", "ø": f"z{_AFTER}b", "å": f"z{_AFTER}c"},
    "no": {"æ": f"z{_AFTER}a", "ø": f"z{_AFTER}b", "å": f"z{_AFTER}c"},
    "sv": {"å": f"z{_AFTER}a", "ä": f"z{_AFTER}b", "ö": f"z{_AFTER}c"},
}
"""Letters that a language counts as its own, as text that sorts where they belong (CLDR's collations)."""

_SPELLINGS = {
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ð": "d",
    "þ": "th",
} | {
    "ı": "i",
    "й": f"и{_AFTER}",
    "ـ": "",
}
_SCRIPTS = {
    **dict.fromkeys(("ar", "fa", "ur", "ps", "ckb"), "ARABIC"),
    **dict.fromkeys(("bg", "mk", "ru", "sr", "uk"), "CYRILLIC"),
    "el": "GREEK",
    "he": "HEBREW",
}
_ALPHABETS = ("LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW", "ARMENIAN", "GEORGIAN")
"""Scripts whose initial letters divide an index."""

_FIGURES = "0–9"

SortKey = tuple[object, ...]


def sort_key(text: str, language: str, *, skip_articles: bool = False) -> SortKey:
    """Return the key that a term is sorted by: word by word, without accents and signs, numbers by their value.

    Figures come first, then the language's own script, then other scripts; a comma ends a name.
    """
    base = _collation_text(text, language, skip_articles=skip_articles)
    parts = [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", base)
        if part
    ]
    return _script_order(base, language), tuple(parts), unicodedata.normalize("NFC", text)


def initial(text: str, language: str, *, skip_articles: bool = False) -> str:
    """Return the letter that a term is listed under, `0–9` for figures, empty in scripts without an alphabet."""
    base = _collation_text(text, language, skip_articles=skip_articles)
    first = base[:1]
    if first.isdecimal():
        return _FIGURES
    if _script(first) not in _ALPHABETS:
        return ""
    own = (letter for letter, spelled in _own_letters(language).items() if base.startswith(spelled))
    return next(own, first).upper()


def last_name_first(name: str) -> str:
    """Return `Jane Ann Smith` as `Smith, Jane Ann` for sorting, a name with a comma unchanged."""
    words = name.split()
    tail = (
        [words.pop()] if len(words) > 2 and re.fullmatch(r"(?i)[js]r\.?|[ivx]+", words[-1]) else []
    )
    if "," in name or len(words) < 2:
        return name
    return f"{words[-1]}, {' '.join([*words[:-1], *tail])}"


def _own_letters(language: str) -> Mapping[str, str]:
    return OWN_LETTERS.get(language.split("-", maxsplit=1)[0], {})


def _collation_text(text: str, language: str, *, skip_articles: bool) -> str:
    """Return what a term is sorted by: lower-case letters without accents, figures and single spaces."""
    line = unicodedata.normalize("NFC", " ".join(text.split())).lower().replace("’", "'")
    if skip_articles:
        line = _without_article(line, language.split("-", maxsplit=1)[0])
    table = str.maketrans({**_SPELLINGS, **_own_letters(language)})
    letters = unicodedata.normalize("NFKD", line.translate(table))
    kept = "".join(ch for ch in letters if not unicodedata.combining(ch))
    kept = re.sub(r"\s*,\s*", "\x1f", kept)
    kept = re.sub(r"[-‐–—/]", " ", kept)
    return re.sub(rf"[^\w\s{_AFTER}\x1f]", "", kept).strip() or kept


def _without_article(line: str, language: str) -> str:
    if language == "ar":
        return re.sub(r"^ال(?=\w{2})", "", line)
    words = ARTICLES.get(language, "").split()
    pattern = "|".join(re.escape(one) + ("" if one[-1] == "'" else r"\s+") for one in words)
    return re.sub(rf"^(?:{pattern})(?=\w)", "", line) if pattern else line


def _script_order(base: str, language: str) -> int:
    first = base[:1]
    if not first.isalpha():
        return 0
    own = _SCRIPTS.get(language.split("-", maxsplit=1)[0], "LATIN")
    return 1 if _script(first) == own else 2


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ", maxsplit=1)[0] if letter else ""
