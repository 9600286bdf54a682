"""What one old issue may cost, and how the refusal of one is said."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on the intake of one PDF.

    `seconds` of CPU time, so that a busy machine refuses nothing; `patience` in seconds of wall time is a backstop for
    work that waits without counting. `memory` in bytes of address space beyond what the run holds already; `stream` and
    `decoded` in bytes that one stream and all streams together may unpack to; `pages` and `size` of the file in bytes.
    """

    seconds: float = 20.0
    patience: float = 600.0
    memory: int = 512 << 20
    stream: int = 256 << 20
    decoded: int = 512 << 20
    pages: int = 5000
    size: int = 512 << 20


LIMITS = Limits()
"""The usual bounds: an issue of some hundred scanned pages takes a few seconds of the twenty."""


class RefusedError(Exception):
    """A PDF cannot be taken in: the rule, what is, and what to do; `final` where no other reading of it will help."""

    def __init__(self, rule: str, message: str, hint: str = "", *, final: bool = False) -> None:
        super().__init__(rule, message, hint)  # all three, so that it goes from process to process
        self.rule, self.message, self.hint, self.final = rule, message, hint, final
