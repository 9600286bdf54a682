"""Options that several commands share."""

import click

strict_option = click.option("--strict", is_flag=True, help="Let warnings count as errors.")
format_option = click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How findings are printed.",
)  # fmt: skip
