"""Examples of each command, for `--help` and docs/commands.md."""

import inspect

import click

EXAMPLES: dict[str, tuple[str, ...]] = {
    "init": ("printissue init press", "cd press && printissue build"),
    "new": ("printissue new monthly-update/2015-11", "printissue new monthly-update"),
    "intake": (
        "printissue intake newsletter.eml",
        "printissue intake october.html --publication monthly-update",
        "printissue intake october.txt --output issues/monthly-update/2015-10.yaml",
        "printissue intake october.eml --fetch",
    ),
    "theme": ("printissue theme new harbour",),
    "theme new": ("printissue theme new harbour", "printissue theme new quarto --from imprint"),
    "check": (
        "printissue check",
        "printissue check monthly-update/2015-10",
        "printissue check --strict --format json",
        "printissue check monthly-update/2015-10 --watch",
    ),
    "build": (
        "printissue build",
        "printissue build monthly-update/2015-10 --edition print --printer offset-us",
        "printissue build monthly-update/2015-10 --theme imprint --paper A5",
        "printissue -C press build --edition archive --edition screen",
    ),
    "proof": (
        "printissue proof",
        "printissue proof monthly-update/2015-10 --edition screen",
        'printissue proof imprint/2025-03 --no-open --port 8123 --editor "code --goto {file}:{line}:{column}"',
    ),
    "diff": (
        "printissue diff HEAD --issue monthly-update/2015-10",
        "printissue diff v1 v2 --issue imprint/2025-03 --report changes.html",
        "printissue diff old.yaml issues/monthly-update/2015-10.yaml",
        "printissue diff ../press-of-last-year . --issue imprint/2025-03",
    ),
    "schema": (
        "printissue schema theme > theme.json",
        "printissue schema results",
        "printissue schema --write",
    ),
    "doctor": ("printissue doctor",),
    "preflight": (
        "printissue preflight output/imprint/2025-03/imprint-2025-03-print.pdf --printer offset-eu-uncoated",
        "printissue preflight advert.pdf --printer web-us --report advert.html",
        "printissue preflight *.pdf --family access --format json",
    ),
    "volume": (
        "printissue volume imprint/2025",
        "printissue volume imprint/2025 --form screen",
        "printissue volume bulletin/1998 --allow-gaps --bag",
        "printissue volume bulletin/1998 --ask-password",
    ),
    "verify": ("printissue verify imprint/2025",),
    "index": ("printissue index imprint",),
    "worker": (
        "printissue worker tls://host:8786 --tls-ca-file ca.pem --tls-cert cert.pem --tls-key key.pem",
    ),
    "serve": ("printissue serve", "printissue serve --port 8080"),
    "site": (
        "printissue site",
        "printissue site --base-url https://www.example.org/newsletters/ --output public",
    ),
    "impose": ("printissue impose output/imprint/2025-03/imprint-2025-03-print.pdf -o sheets.pdf",),
    "cover": (
        "printissue cover output/imprint/2025-03/imprint-2025-03-print.pdf --caliper 0.1mm -o cover.pdf",
    ),
}


def add_examples(group: click.Group, before: str = "") -> None:
    """Add the examples to each command's help, and show its first paragraph whole in the group's help."""
    for name, command in group.commands.items():
        full = f"{before}{name}"
        first = inspect.cleandoc(command.help or "").partition("\n\n")[0]
        command.short_help = " ".join(first.split())
        command.epilog = "\n".join(("\b", "For example:", *(f"  {one}" for one in EXAMPLES[full])))
        if isinstance(command, click.Group):
            add_examples(command, f"{full} ")
