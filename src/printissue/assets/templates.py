"""Templates: found in the workspace or the product, run in the sandbox, their faults reported as findings."""

from collections.abc import Callable, Mapping

from jinja2 import BaseLoader, TemplateNotFound

from printissue.assets.resources import Resources
from printissue.assets.sandbox import Exposed, Sandbox, Views
from printissue.assets.template_faults import finding, read
from printissue.core.findings import Finding
from printissue.core.limits import LIMITS, Limit, raise_beyond


class _Loader(BaseLoader):
    """Loads templates through the resources, and remembers which was the last."""

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
    """Fill a template with views of a context.

    `exposed` names the properties and methods that templates may use beside the fields of values. A fault of a
    template, or of what its context is made from, is the one finding; then there is no text.
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
