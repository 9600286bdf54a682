"""Read and validate the settings of the site: `site.yaml`."""

from collections.abc import Iterator
from dataclasses import replace

from printissue.core.findings import Finding, has_errors
from printissue.core.workspace import Workspace
from printissue.manuscript.messages import quoted
from printissue.manuscript.reading import load_yaml, sorted_findings
from printissue.manuscript.source_map import SourceMap
from printissue.manuscript.validation import validate
from printissue.model.site import Site

_HINT = "write site.yaml with the lines 'title: …' and 'base_url: https://…/'"


def has_site(workspace: Workspace) -> bool:
    """Return whether a workspace has a `site.yaml`."""
    return workspace.exists(workspace.root / "site.yaml")


def read_site(workspace: Workspace) -> tuple[Site | None, tuple[Finding, ...]]:
    """Return the settings of the site of a workspace, and all findings; None if any of them is an error."""
    _, places, findings = load_yaml(workspace, workspace.root / "site.yaml")
    if not has_site(workspace):
        findings = [replace(one, hint=_HINT) for one in findings]
    site = None
    if places:
        site, new_findings = validate(Site, places)
        findings += new_findings
        findings += _unknown_names(workspace, site, places) if site else []
    return None if has_errors(findings) else site, tuple(sorted_findings(findings))


def _unknown_names(workspace: Workspace, site: Site, places: SourceMap) -> Iterator[Finding]:
    """Yield a finding for each publication or issue that the settings name, but that does not exist."""
    known = workspace.publications()
    named = [(("publications", number), name) for number, name in enumerate(site.publications)]
    named += [(("hidden", number), name) for number, name in enumerate(site.hidden)]
    for path, name in named:
        publication, slash, key = name.partition("/")
        if publication not in known:
            hint = f"the publications are: {', '.join(known) or 'none yet'}"
            message = f"there is no publication {quoted(publication)}"
            yield Finding("wrong-value", places.of(path), message, hint)
        elif slash:
            keys = [*workspace.issue_keys(publication), *workspace.back_issue_keys(publication)]
            if key not in keys:
                hint = f"its issues are: {', '.join(sorted(keys)) or 'none yet'}"
                message = f"{publication} has no issue {quoted(key)}"
                yield Finding("wrong-value", places.of(path), message, hint)
