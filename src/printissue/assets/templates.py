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


def fill(
    resources: Resources,
    name: str,
    context: Callable[[], Mapping[str, object]],
    *,
    exposed: Exposed,
    limit: Limit = LIMITS.template,
) -> tuple[str | None, tuple[Finding, ...]]:
    """Return a template filled with views of a context, or None and the finding that the template is at fault.

    `exposed` names the properties and methods that templates may use in addition to the fields of values.
    """
    views = Views(exposed)
    loader = _Loader(resources)
    environment = Sandbox(loader, views)
    try:
        values = {key: views.of(value, key) for key, value in context().items()}
        with raise_beyond(limit):
            return environment.get_template(name).render(values), ()
    except Exception as error:
        fault = finding(error, resources, limit=limit, loaded=loader.last)
        if fault is None:
            raise
        return None, (fault,)
