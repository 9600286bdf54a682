"""The options of a build."""

from dataclasses import dataclass
from pathlib import Path

from printissue.core.workspace import IssueRef
from printissue.model.editions import Edition


@dataclass(frozen=True, slots=True)
class Choice:
    """The printer, theme and paper of a run, instead of the publication's; None uses that of the publication."""

    printer: str | None = None
    theme: str | None = None
    paper: str | None = None

    def as_options(self) -> dict[str, str]:
        """Return what is chosen, by the names of the options."""
        values = {"printer": self.printer, "theme": self.theme, "paper": self.paper}
        return {name: value for name, value in values.items() if value is not None}


NO_CHOICE = Choice()


@dataclass(frozen=True, slots=True)
class ClusterOptions:
    """The scheduler of a cluster, and the files of its TLS: certificate authority, certificate, key.

    With `insecure`, the address of another machine may be without TLS.
    """

    scheduler: str
    ca_file: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    insecure: bool = False


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """The issues and editions to build, and the choices of the run.

    With `strict`, warnings count as errors. With `force`, editions are made even if they are up to date. `jobs` is the
    number of worker processes; without it, there is one for each processor, at most 8.
    With a `cluster`, its machines make them.
    """

    refs: tuple[IssueRef, ...]
    editions: tuple[Edition, ...]
    choice: Choice = NO_CHOICE
    strict: bool = False
    force: bool = False
    jobs: int | None = None
    cluster: ClusterOptions | None = None
