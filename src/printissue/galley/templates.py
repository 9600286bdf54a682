"""Templates: found through the typecase, run in a sandbox, with faults that a user can mend as findings."""

from collections.abc import Callable, Mapping

from jinja2 import BaseLoader, StrictUndefined, TemplateNotFound
from jinja2.sandbox import ImmutableSandboxedEnvironment

from printissue.findings import Finding
from printissue.galley import faults
from printissue.typecase import Typecase


class _Loader(BaseLoader):
    """Loads templates through the typecase."""

    def __init__(self, typecase: Typecase) -> None:
        self._typecase = typecase

    def get_source(self, environment: object, template: str) -> tuple[str, str, Callable[[], bool]]:
        path = self._typecase.find("templates", template)
        if path is None:
            raise TemplateNotFound(template)
        return faults.read(path), str(path), lambda: True


def fill(
    typecase: Typecase, name: str, context: Callable[[], Mapping[str, object]]
) -> tuple[str | None, tuple[Finding, ...]]:
    """Fill a template; a fault of it, or of what its context is made from, is the one finding, and there is no text."""
    environment = ImmutableSandboxedEnvironment(
        loader=_Loader(typecase),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        return environment.get_template(name).render(context()), ()
    except Exception as error:
        finding = faults.finding(error, typecase)
        if finding is None:
            raise
        return None, (finding,)
