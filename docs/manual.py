"""Hooks of mkdocs: pages of the repository's root are part of the manual, and links to them lead there."""

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
OTHERS = {"LICENSE.md": "LICENSE", "styles/icc/README.md": "styles/icc/README.md"}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add pages of the root, with links from there."""
    for name in PAGES:
        text = (ROOT / name).read_text(encoding="utf-8")
        text = re.sub(r"(\]\(|src=\")docs/", r"\1", text).replace("](LICENSE)", "](LICENSE.md)")
        files.append(File.generated(config, name, content=text))
    for target, name in OTHERS.items():
        text = (ROOT / name).read_text(encoding="utf-8")
        files.append(File.generated(config, target, content=text))
    return files


def on_page_markdown(markdown: str, **_: object) -> str:
    """Let links that leave docs/ lead to the pages of the root."""
    return re.sub(r"\]\(\.\./(?=[A-Z]+\.md|styles/icc/README)", "](", markdown)
