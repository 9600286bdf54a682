"""Patterns of text that looks like Markdown or HTML, but is printed as written.

What ordinary prose may contain matches no pattern: a false alarm costs more trust than a miss.
"""

import re
from dataclasses import dataclass

from printissue.html.source_map import BARE_URL, MARKUP


@dataclass(frozen=True, slots=True)
class LiteralPattern:
    """A pattern of literal text, with a message and a hint; `{0}` in the message is the text that matched."""

    pattern: re.Pattern[str]
    message: str
    hint: str


def _pattern(pattern: str, message: str, hint: str) -> LiteralPattern:
    """Compile a pattern in which MARKUP and BARE_URL are the placeholders of the source map."""
    pattern = pattern.replace("BARE_URL", BARE_URL).replace("MARKUP", MARKUP)
    return LiteralPattern(re.compile(pattern, re.MULTILINE), message, hint)


PRINTED = "is printed as written"
_BEFORE = r"(?:(?<=[\s\"'„“‚‘«(\[—–])|^)"
"""The characters that may precede a mark that opens something."""

COMMENT_HINT = "remove it, or write a YAML comment: # before a key"
PICTURE_HINT = "write ![words](file) as a paragraph of its own"
LINK_HINT = "write [words](address), with nothing between ] and ("

LITERAL_PATTERNS: tuple[LiteralPattern, ...] = (
    _pattern(
        r"\^\[[^\]\n]{1,300}\]?",
        f"{{0}} {PRINTED}: notes have a mark in the text, and a paragraph of their own",
        "write [^1] in the text, and [^1]: and the note after the paragraph",
    ),
    _pattern(
        r"(?<![\w*~])(\*\*|~~) (?=[^*~]*[^\W\d_]{2})[^*~]{1,300}? ?\1(?![\w*~])"
        r"|(?<![\w*~])(\*\*|~~)(?=[^\W\d_])[^*~]{1,300}? \2(?![\w*~])",
        f"{{0}} {PRINTED}: there is a space inside its marks",
        "write **words** without spaces inside the marks",
    ),
    _pattern(
        r"\[[^\[\]]{1,200}\]\s+\(\s*BARE_URL+\)?",
        f"{{0}} {PRINTED}: there is a space between ] and (",
        LINK_HINT,
    ),
    _pattern(
        r"\([^()\n]{1,200}\)\[(?:https?)?BARE_URL+\]",
        f"{{0}} {PRINTED}: its round and square brackets are the wrong way round",
        LINK_HINT,
    ),
    _pattern(
        r"(?<!\w)\[[^\[\]]{1,200}\]\(\s*<?(?:BARE_URL|\.{0,2}/\w|[\w./-]+\.(?:html?|pdf|php|org|com|net|eu|de)\b)[^\s)]*\)?",
        f"{{0}} {PRINTED}: it is not a valid link",
        "write %20 for a space in the address, and end the link with )",
    ),
    _pattern(
        r"(?<![\w\])])\[(?=[^\[\]]*[^\W\d_](?:[^\[\]]*\]\[)?[^\[\]]*[^\W\d_])(?!sic|…|\.\.\.|[A-Z]{1,3}\]\[[A-Z]{1,3}\])[^\[\]]{1,200}\]\[[^\[\]]{0,100}\]",
        f"{{0}} {PRINTED}: no line defines the link",
        "write [words](address)",
    ),
    _pattern(
        r"^\[[^\[\]\n^]{1,100}\]:\s*<?BARE_URL+",
        f"{{0}} {PRINTED}: it belongs to the paragraph above",
        "leave a blank line before it",
    ),
    _pattern(
        r"<!--",
        f"the comment {PRINTED}",
        COMMENT_HINT,
    ),
    _pattern(
        r"&(?:nbsp|shy|ndash|mdash|hellip|amp|quot|copy)(?![\w;=])",
        f"{{0}} {PRINTED}: its semicolon is missing",
        "write the character itself",
    ),
    _pattern(
        r"(?<![=\w])==(?=[^\s=])[^=\n]{1,200}(?<=\S)==(?![=\w])",
        f"{{0}} {PRINTED}: highlighting has no mark",
        "write *words* or **words**",
    ),
    _pattern(
        r"(?<![^\s(\"'„“«*]):[a-z][a-z0-9_+-]{2,30}:(?![\w:])",
        f"{{0}} {PRINTED}: short names of emoji are not supported",
        "write the character itself",
    ),
    _pattern(
        r"\$\$[^$]{1,300}\$\$"
        r"|(?<![\w$\\])\$(?=[^\s$])[^$\n]*(?:MARKUP[a-zA-Z]+\{?|[A-Za-z0-9})][\^_]|\\[a-zA-Z])[^$\n]*(?<=\S)\$(?![\w{$])"
        r"|(?<![\w$])\$[A-Za-z]\$(?![\w$])",
        f"the formula {{0}} {PRINTED}",
        "write it in ordinary characters, or use a picture",
    ),
    _pattern(
        r"(?<!\[)\[\[(?=[^\[\]]*[^\W\d_]{2})[^\[\]\n]{1,100}\]\](?!\])",
        f"{{0}} {PRINTED}: links by title are not supported",
        LINK_HINT,
    ),
    _pattern(
        r"\{(?:[.#][A-Za-z][\w-]*\s*)+\}",
        f"{{0}} {PRINTED}: classes are not supported",
        "remove it",
    ),
    _pattern(
        r"^:{3,} ?[\w-]*|^!!! \w+",
        f"{{0}} {PRINTED}: the containers are box, quote and wide",
        "write ::: box and its heading, or ::: quote, and ::: on a line after the text",
    ),
)
"""In the order in which they are looked for."""

UNCLOSED_PATTERNS: tuple[LiteralPattern, ...] = (
    _pattern(
        rf"(?<![\w*MARKUP]){_BEFORE}\*\*(?=[^\s*])[^*\n]{{0,200}}[^\w\s*]\*\*(?=\w)",
        f"the ** of {{0}} {PRINTED}: its closing ** is between a punctuation mark and a letter",
        "put a space after the closing **, or move the punctuation mark after it",
    ),
    _pattern(
        rf"(?<![\w*MARKUP]){_BEFORE}\*\*\*?(?!kwargs\b)(?=[^\W_]|[\"'„“«(\[MARKUPBARE_URL])",
        f"{{0}} {PRINTED}: nothing closes it",
        "write ** on both sides of the words, or \\*\\* for asterisks",
    ),
    _pattern(
        r"(?<=[ \n\"'„“«])\*(?!(?:args|nix|in|innen|const|mut)\b)(?=[^\W\d_][^\W_])",
        f"{{0}} {PRINTED}: nothing closes it",
        "write * on both sides of the words, or \\* for an asterisk",
    ),
    _pattern(
        r"(?:(?<=[\s\"'„“«(])|^)__?(?!_|(?:blank|self|init|main)\b)(?=[^\W\d_A-Z]{4,}[ \n]|[^\W\d_a-z][^\W\d_A-Z])",
        f"{{0}} {PRINTED}: nothing closes it",
        "write _ on both sides of the words, or \\_ for an underscore",
    ),
    _pattern(
        r"(?:(?<=[\s(])|^)(`{1,3})(?![\s`]|[AEIOU])(?!.*')",
        f"{{0}} {PRINTED}: nothing closes it",
        "write ` on both sides of the words",
    ),
    _pattern(
        r"(?:(?<=[\s(])|^)~~(?=[^\W_])",
        f"{{0}} {PRINTED}: nothing closes it",
        "write ~~ on both sides of the words",
    ),
)
"""Marks that open something that nothing closes."""

_TAGS = """
    a abbr article aside audio b big blockquote br button center cite code col dd del details div dl dt em embed
    figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i iframe img input ins kbd li link main mark meta
    nav nobr ol p picture pre q s section small source span strike strong style sub summary sup svg table tbody td tfoot
    th thead time tr tt u ul var video wbr script
"""
TAGS = frozenset(_TAGS.split())
"""HTML tags that are reported; other words in angle brackets may be intended."""

TAG_HINTS = {
    "b": "write **words**",
    "strong": "write **words**",
    "i": "write *words*",
    "em": "write *words*",
    "u": "write *words*",
    "a": "write [words](address)",
    "br": "end the line with two spaces or a backslash",
    "p": "leave a blank line between paragraphs",
    "li": "start the items of a list with '- '",
    "ul": "start the items of a list with '- '",
    "ol": "start the items of a list with '1. '",
    "img": PICTURE_HINT,
    "sup": "write ^2^",
    "sub": "write ~2~",
    "del": "write ~~words~~",
    "s": "write ~~words~~",
    "code": "write `words`",
    "hr": "write --- between blank lines",
}
TAG_HINT = "remove it: HTML is not supported, Markdown is"
