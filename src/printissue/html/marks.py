"""Marks that look like Markdown, but are printed as they are written: the signs by which they are known.

A mark that prose may hold as well is none of them: a false alarm costs more trust than a miss.
"""

import re
from dataclasses import dataclass

from printissue.html.passages import ADDRESS, TAKEN


@dataclass(frozen=True, slots=True)
class Mark:
    """A pattern of printed text, with the message and hint for it; {0} is what it finds, cut to a word or two."""

    pattern: re.Pattern[str]
    message: str
    hint: str


def _mark(pattern: str, message: str, hint: str) -> Mark:
    pattern = pattern.replace("ADDRESS", ADDRESS).replace("TAKEN", TAKEN)
    return Mark(re.compile(pattern, re.MULTILINE), message, hint)


_PRINTED = "is printed as it is written"
_BEFORE = r"(?:(?<=[\s\"'„“‚‘«(\[—–])|^)"
"""What a mark that opens something stands behind."""

LINK_HINT = "write [words](address), with nothing between ] and ("

MARKS: tuple[Mark, ...] = (
    _mark(
        r"\[\^[^\]\sTAKENADDRESS]+\]:?",
        f"{{0}} {_PRINTED}: there are no footnotes",
        "write the note into the text, in brackets, or as a paragraph at its end",
    ),
    _mark(
        r"(?<![\w*~])(\*\*|~~) (?=[^*~]*[^\W\d_]{2})[^*~]{1,300}? ?\1(?![\w*~])"
        r"|(?<![\w*~])(\*\*|~~)(?=[^\W\d_])[^*~]{1,300}? \2(?![\w*~])",
        f"{{0}} {_PRINTED}: there is a blank inside its marks",
        "write **words** without blanks inside the marks",
    ),
    _mark(
        r"\[[^\[\]]{1,200}\]\s+\(\s*ADDRESS+\)?",
        f"{{0}} {_PRINTED}: there is a blank between ] and (",
        LINK_HINT,
    ),
    _mark(
        r"\([^()\n]{1,200}\)\[(?:https?)?ADDRESS+\]",
        f"{{0}} {_PRINTED}: round and square brackets are the wrong way round",
        LINK_HINT,
    ),
    _mark(
        r"(?<!\w)\[[^\[\]]{1,200}\]\(\s*<?(?:ADDRESS|\.{0,2}/\w|[\w./-]+\.(?:html?|pdf|php|org|com|net|eu|de)\b)[^\s)]*\)?",
        f"{{0}} {_PRINTED}: this link cannot be read",
        "an address has no blanks (write %20), and ) closes it",
    ),
    _mark(
        r"(?<![\w\])])\[(?=[^\[\]]*[^\W\d_](?:[^\[\]]*\]\[)?[^\[\]]*[^\W\d_])(?!sic|…|\.\.\.|[A-Z]{1,3}\]\[[A-Z]{1,3}\])[^\[\]]{1,200}\]\[[^\[\]]{0,100}\]",
        f"{{0}} {_PRINTED}: no line says where the link leads",
        "write [words](address)",
    ),
    _mark(
        r"^\[[^\[\]\n^]{1,100}\]:\s*<?ADDRESS+",
        f"{{0}} {_PRINTED}: it is part of the paragraph above",
        "leave a blank line before it",
    ),
    _mark(
        r"<!--",
        f"the comment {_PRINTED}",
        "take it out, or write it as a YAML comment: # before a key",
    ),
    _mark(
        r"&(?:nbsp|shy|ndash|mdash|hellip|amp|quot|copy)(?![\w;=])",
        f"{{0}} {_PRINTED}: its semicolon is missing",
        "write the character itself",
    ),
    _mark(
        r"(?<=\w)~[^\s~TAKENADDRESS]{1,10}~(?!~)|(?<=\w)\^[^\s^TAKENADDRESS]{1,10}\^",
        f"{{0}} {_PRINTED}: there are no marks for subscript and superscript",
        "write the characters ₂ and ²",
    ),
    _mark(
        r"(?<![=\w])==(?=[^\s=])[^=\n]{1,200}(?<=\S)==(?![=\w])",
        f"{{0}} {_PRINTED}: there is no mark for highlighted text",
        "write *words* or **words**",
    ),
    _mark(
        r"(?<![^\s(\"'„“«*]):[a-z][a-z0-9_+-]{2,30}:(?![\w:])",
        f"{{0}} {_PRINTED}: there are no short names for emoji",
        "write the character itself",
    ),
    _mark(
        r"\$\$[^$]{1,300}\$\$"
        r"|(?<![\w$\\])\$(?=[^\s$])[^$\n]*(?:TAKEN[a-zA-Z]+\{?|[A-Za-z0-9})][\^_]|\\[a-zA-Z])[^$\n]*(?<=\S)\$(?![\w{$])"
        r"|(?<![\w$])\$[A-Za-z]\$(?![\w$])",
        f"the formula {{0}} {_PRINTED}",
        "write it in characters, or as a picture",
    ),
    _mark(
        r"(?<!\[)\[\[(?=[^\[\]]*[^\W\d_]{2})[^\[\]\n]{1,100}\]\](?!\])",
        f"{{0}} {_PRINTED}: there are no links by title",
        LINK_HINT,
    ),
    _mark(
        r"\{(?:[.#][A-Za-z][\w-]*\s*)+\}",
        f"{{0}} {_PRINTED}: there are no classes in Markdown",
        "take it out",
    ),
    _mark(
        r"^:{3,} ?[\w-]*|^!!! \w+",
        f"{{0}} {_PRINTED}: there are no containers in Markdown",
        "take it out, or make it a box: key 'boxes'",
    ),
)
"""In the order in which they are looked for."""

UNCLOSED: tuple[Mark, ...] = (
    _mark(
        rf"(?<![\w*TAKEN]){_BEFORE}\*\*(?=[^\s*])[^*\n]{{0,200}}[^\w\s*]\*\*(?=\w)",
        f"the ** of {{0}} {_PRINTED}: a letter follows the closing ** and a sign stands before it",
        "leave a blank behind the closing **, or put the sign behind it",
    ),
    _mark(
        rf"(?<![\w*TAKEN]){_BEFORE}\*\*\*?(?!kwargs\b)(?=[^\W_]|[\"'„“«(\[TAKENADDRESS])",
        f"{{0}} {_PRINTED}: nothing closes it",
        "write ** on both sides of the words, or \\*\\* for asterisks",
    ),
    _mark(
        r"(?<=[ \n\"'„“«])\*(?!(?:args|nix|in|innen|const|mut)\b)(?=[^\W\d_][^\W_])",
        f"{{0}} {_PRINTED}: nothing closes it",
        "write * on both sides of the words, or \\* for an asterisk",
    ),
    _mark(
        r"(?:(?<=[\s\"'„“«(])|^)__?(?!_|(?:blank|self|init|main)\b)(?=[^\W\d_A-Z]{4,}[ \n]|[^\W\d_a-z][^\W\d_A-Z])",
        f"{{0}} {_PRINTED}: nothing closes it",
        "write _ on both sides of the words, or \\_ for an underscore",
    ),
    _mark(
        r"(?:(?<=[\s(])|^)(`{1,3})(?![\s`]|[AEIOU])(?!.*')",
        f"{{0}} {_PRINTED}: nothing closes it",
        "write ` on both sides of the words",
    ),
    _mark(
        r"(?:(?<=[\s(])|^)~~(?=[^\W_])",
        f"{{0}} {_PRINTED}: nothing closes it",
        "write ~~ on both sides of the words",
    ),
)
"""Marks that open something and that nothing closes."""

_TAGS = """
    a abbr article aside audio b big blockquote br button center cite code col dd del details div dl dt em embed
    figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i iframe img input ins kbd li link main mark meta
    nav nobr ol p picture pre q s section small source span strike strong style sub summary sup svg table tbody td tfoot
    th thead time tr tt u ul var video wbr script
"""
TAGS = frozenset(_TAGS.split())
"""Names of HTML; what else stands in angle brackets may be meant."""

TAG_HINTS = {
    "b": "write **words**",
    "strong": "write **words**",
    "i": "write *words*",
    "em": "write *words*",
    "u": "write *words*",
    "a": "write [words](address)",
    "br": "end the line with two blanks or a backslash",
    "p": "leave a blank line between paragraphs",
    "li": "start the items of a list with '- '",
    "ul": "start the items of a list with '- '",
    "ol": "start the items of a list with '1. '",
    "img": "give the picture under 'image:', with its alt text",
    "sup": "write the characters ¹ ² ³",
    "sub": "write the characters ₁ ₂ ₃",
    "del": "write ~~words~~",
    "s": "write ~~words~~",
    "code": "write `words`",
    "hr": "write --- between blank lines",
}
TAG_HINT = "take it out: Markdown is taken, HTML is not"
