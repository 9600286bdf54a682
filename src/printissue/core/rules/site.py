"""Rules for the site: what of a workspace can be shown, and under which address."""

from printissue.core.errors import ExitCode
from printissue.core.rules.rule import Rule, error, warning

_M = ExitCode.MANUSCRIPT

SITE: dict[str, Rule] = {
    "site-unbuilt": warning(
        _M,
        "An issue has no finished files, so it is not on the site; it has no web edition, so readers can only download "
        "it; or its manuscript was changed after its files were built.",
    ),
    "site-volume": warning(
        _M, "A volume contains an issue that is not public, so it is not on the site."
    ),
    "site-address": error(
        _M,
        "The name of a publication or an issue is that of other pages of the site, such as `latest` or `topics`.",
    ),
    "site-online": warning(
        _M,
        "The `online` of a publication leads to a page that the site does not have, so printed addresses lead nowhere.",
    ),
}
"""By id."""
