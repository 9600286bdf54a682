"""Templates of the workspace or built-in ones, rendered in the sandbox; their faults become findings."""

from collections.abc import Callable, Mapping

from jinja2 import BaseLoader, TemplateNotFound

from printissue.assets.resources import Resources
from printissue.assets.sandbox import Exposed, Sandbox, Views
from printissue.assets.template_faults import finding, read
from printissue.core.findings import Finding
from printissue.core.limits import LIMITS, Limit, raise_beyond


class _Loader(BaseLoader):
    """A loader that finds templates through the resources and remembers the last one."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self.last: str | None = None

    def get_source(self, environment: object, template: str) -> tuple[str, str, Callable[[], bool]]:
        path = self._resources.find("templates", template) if template else None
        if path is None:
            raise TemplateNotFound(template)
        self.last = str(path)
        return read(path), str(path), lambda: True


class Templates:
    """The templates that are found through some resources, for filling many of them in one process.

    `exposed` names the properties and methods that templates may use in addition to the fields of values. Each filling
    has the limit for itself.
    """

    def __init__(
        self, resources: Resources, *, exposed: Exposed, limit: Limit = LIMITS.template
    ) -> None:
        self._resources, self._limit = resources, limit
        self._views = Views(exposed)
        self._loader = _Loader(resources)
        self._environment = Sandbox(self._loader, self._views)

    def fill(
        self, name: str, context: Callable[[], Mapping[str, object]]
    ) -> tuple[str | None, tuple[Finding, ...]]:
        """Return a template filled with views of a context, or None and the finding that it is at fault."""
        try:
            values = {key: self._views.of(value, key) for key, value in context().items()}
            with raise_beyond(self._limit):
                return self._environment.get_template(name).render(values), ()
        except Exception as error:
            fault = finding(error, self._resources, limit=self._limit, loaded=self._loader.last)
            if fault is None:
                raise
            return None, (fault,)


def fill(
    resources: Resources,
    name: str,
    context: Callable[[], Mapping[str, object]],
    *,
    exposed: Exposed,
    limit: Limit = LIMITS.template,
) -> tuple[str | None, tuple[Finding, ...]]:
    """Return one template filled with views of a context, or None and the finding that it is at fault."""
    return Templates(resources, exposed=exposed, limit=limit).fill(name, context)
