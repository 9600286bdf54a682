"""Names and strings of a foreign file as text, whatever bytes they are made of."""

import pikepdf


def worded(value: object) -> str:
    """Give a name (with its slash), a string or a number as text; empty for what is none of them.

    Old programs wrote names in the encodings of their day: what is not UTF-8 is taken for Latin-1.
    """
    if isinstance(value, pikepdf.Name | pikepdf.String):
        try:
            return str(value)
        except UnicodeDecodeError:
            return bytes(value).decode("latin-1")
    return "" if value is None or isinstance(value, pikepdf.Object) else str(value)
