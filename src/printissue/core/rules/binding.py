"""Rules over a volume and its parts."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

BINDING: dict[str, Rule] = {
    "volume-part": error(
        ExitCode.PREFLIGHT,
        "A part of the volume cannot be bound: it cannot be read, is encrypted or has no pages.",
    ),
    "volume-claim": warning(
        ExitCode.PREFLIGHT,
        "The volume does not claim a standard, or only a weaker level of it, because this part does not hold it.",
        "ISO 19005-3, 6.6.4; ISO 14289-1, 5",
    ),
    "volume-link": warning(
        ExitCode.PREFLIGHT,
        "A link of a part leads to a file that is not in the volume, or to a place that a part does not have.",
    ),
    "volume-not-kept": warning(
        ExitCode.PREFLIGHT,
        "Something of a part cannot stand in a volume: a signature, a script, a setting of the whole file.",
    ),
}
"""By id."""
