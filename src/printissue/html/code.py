"""Code with its keywords, comments and texts marked, by Pygments."""

from difflib import get_close_matches
from itertools import groupby

from markupsafe import Markup, escape

_PLAIN = frozenset({"text", "txt", "plain", "plaintext", "none"})
"""Names of no language."""


def is_language(name: str) -> bool:
    """Return whether code can be in a language of this name."""
    from pygments.lexers import find_lexer_class_by_name  # type: ignore[import-untyped]
    from pygments.util import ClassNotFound  # type: ignore[import-untyped]

    try:
        find_lexer_class_by_name(name)
    except ClassNotFound:
        return name.lower() in _PLAIN
    return True


def similar_language(name: str) -> str:
    """Return the name of a language that is most like another name; an empty text if none is."""
    from pygments.lexers import get_all_lexers

    aliases = {alias for _, names, *_ in get_all_lexers(plugins=False) for alias in names}
    return next(iter(get_close_matches(name.lower(), sorted(aliases), n=1)), "")


def highlighted(code: str, language: str) -> Markup:
    """Return code as HTML, with a `span` around each keyword, name that is defined, text, number and comment.

    Code in an unknown language has none.
    """
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return escape(code)
    kinds = ((_kind(str(token)), text) for token, text in lexer.get_tokens(code))
    return Markup("").join(
        _marked(kind, "".join(text for _, text in part))
        for kind, part in groupby(kinds, lambda one: one[0])
    )


_KINDS = {
    "Token.Keyword": "keyword",
    "Token.Operator.Word": "keyword",
    "Token.Name.Tag": "keyword",
    "Token.Name.Function": "definition",
    "Token.Name.Class": "definition",
    "Token.Literal": "text",
    "Token.Literal.Number": "number",
    "Token.Comment": "comment",
}
"""The classes of what Pygments finds; a longer name has priority over what it starts with."""


def _kind(token: str) -> str:
    while token:
        if token in _KINDS:
            return _KINDS[token]
        token = token.rpartition(".")[0]
    return ""


def _marked(kind: str, text: str) -> Markup:
    return Markup('<span class="code-{}">{}</span>').format(kind, text) if kind else escape(text)
