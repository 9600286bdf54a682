"""The repository checks itself: imports between packages, and that the docs name everything there is."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import pytest

from checkout import tracked
from printissue.core.errors import ExitCode
from printissue.core.rules import RULES
from printissue.model import (
    back_issues,
    printers,
    theme,
)
from printissue.model import (
    issue as model,
)
from printissue.model.editions import EDITIONS
from printissue.model.printers import PRINTERS

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "printissue"
MODULES = sorted(PACKAGE.rglob("*.py"))
LAYERS = (
    {"__main__", "__init__"},
    {"cli", "api"},
    {"pipeline"},
    {
        "manuscript",
        "html",
        "layout",
        "editions.print",
        "editions.tagged",
        "volume",
        "preflight",
        "imposition",
    },
    {"editions"},
    {"pdf"},
    {"assets"},
    {"model"},
    {"core"},
)
"""The packages in layers: imports point down only, and those of one layer do not know each other."""


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def package(module: str) -> str:
    """Return the package of a module: `printissue.editions.print.boxes` is in `editions.print`."""
    parts = [*module.split(".")[1:], ""]
    family = parts[0] == "editions" and parts[1] not in ("", "__init__")
    return ".".join(parts[:2]) if family else parts[0]


def module_of(path: Path) -> str:
    """Return the dotted name of a file."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts)


def imported(path: Path) -> Iterator[str]:
    """Name every module that a file imports, wherever in it; `printissue.x` for one of ours."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from _imported_from(path, node)


def _imported_from(path: Path, node: ast.ImportFrom) -> Iterator[str]:
    module = node.module or ""
    if node.level:
        folder = path.parents[node.level - 1].relative_to(PACKAGE.parent)
        module = ".".join([*folder.parts, *filter(None, [module])])
    if module == "printissue":
        yield from (f"printissue.{alias.name}" for alias in node.names)
    else:
        yield module


def arrows() -> dict[str, set[str]]:
    """Return the packages that each package imports from."""
    found: dict[str, set[str]] = {}
    for path in MODULES:
        here = package(module_of(path))
        there = {package(name) for name in imported(path) if name.startswith("printissue.")}
        found.setdefault(here, set()).update(there - {here, "__version__", ""})
    return found


# imports


def test_the_scan_sees_the_imports() -> None:
    assert {"core", "model", "editions.print"} <= set(arrows())
    assert {"core", "model", "assets"} <= arrows()["html"]


def test_imports_point_down() -> None:
    order = {name: number for number, names in enumerate(LAYERS) for name in names}
    upward = [
        (here, there)
        for here, theirs in arrows().items()
        for there in theirs
        if here and order[there] <= order[here]
    ]
    assert upward == []


def test_only_cli_speaks() -> None:
    for path in MODULES:
        if package(module_of(path)) == "cli":
            continue
        loaded = {name.partition(".")[0] for name in imported(path)}
        assert loaded.isdisjoint({"click", "rich"}), path
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call | ast.Attribute):
                spoken = ast.unparse(node.func if isinstance(node, ast.Call) else node)
                assert spoken not in ("print", "sys.stdout", "sys.stderr"), path


def test_weasyprint_is_private_to_the_engine() -> None:
    """Everything private to WeasyPrint is in layout/engine.py."""
    inner = re.compile(r"weasyprint\.(layout|formatting_structure|pdf|text|draw|css|images|urls)\b")
    seen = {path.name for path in MODULES if inner.search(path.read_text(encoding="utf-8"))}
    assert seen == {"engine.py"}


def test_the_heavy_ones_load_late() -> None:
    """`printissue --help` answers at once: each of these takes longer to load than all else."""
    code = (
        "import sys, printissue.cli\n"
        "print(*{'weasyprint', 'pikepdf', 'pypdf', 'pypdfium2', 'fontTools', 'PIL'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


# what docs must name


def headed(page: str) -> dict[str, str]:
    """Cut a page of docs/ into what stands under each heading; headings without backticks."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    parts = re.split(r"^#+ +(.*)$", text, flags=re.MULTILINE)
    heads = [head.replace("`", "").strip() for head in parts[1::2]]
    assert len(set(heads)) == len(heads), f"docs/{page} has a heading twice"
    return dict(zip(heads, parts[2::2], strict=True))


def first_words(page: str) -> set[str]:
    return {head.split()[0].rstrip(":.,") for head in headed(page) if head}


def test_every_rule_has_its_heading() -> None:
    assert set(RULES) - first_words("findings.md") == set()


def test_every_rule_is_made_somewhere() -> None:
    others = [path for path in MODULES if path.name != "findings.py"]
    nodes = (node for path in others for node in ast.walk(tree(path)))
    used = {node.value for node in nodes if isinstance(node, ast.Constant)}
    assert set(RULES) - used == set()


def test_every_rule_that_is_made_is_in_the_table() -> None:
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Finding", "refuse"):
                rule = node.args[0] if node.args else None
                if isinstance(rule, ast.Constant):
                    assert rule.value in RULES, f"{path.name}:{node.lineno}"


def test_every_exit_code_has_its_heading() -> None:
    assert {str(int(code)) for code in ExitCode} - first_words("exit-codes.md") == set()


def test_every_edition_has_its_heading() -> None:
    assert set(EDITIONS) - first_words("editions.md") == set()


@pytest.mark.parametrize("name", PRINTERS)
def test_every_printer_is_described(name: str) -> None:
    text = (ROOT / "docs" / "editions.md").read_text(encoding="utf-8")
    assert f"`{name}`" in text


PARTS = [
    part
    for module in (model, back_issues, printers, theme)
    for part in vars(module).values()
    if isinstance(part, type) and issubclass(part, model.Part) and part.model_fields
]


@pytest.mark.parametrize("part", dict.fromkeys(PARTS), ids=lambda part: part.__name__)
def test_every_key_is_described(part: type[model.Part]) -> None:
    """A heading with the part's name in words, and under it each key in backticks."""
    sections = headed("yaml.md")
    name = part.words().capitalize()
    own = [text for head, text in sections.items() if head == name]
    assert own, f"docs/yaml.md has no heading {name!r}"
    named = set(re.findall(r"`([a-z_]+)`", own[0]))
    assert set(part.model_fields) - named == set()


def commands() -> Iterator[tuple[str, click.Command]]:
    """Give every command of the program with its full name, those of groups too."""
    from printissue import cli

    groups = [value for value in vars(cli).values() if isinstance(value, click.Group)]
    top = max(groups, key=lambda group: len(group.commands))
    for name, command in top.commands.items():
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", one) for inner, one in command.commands.items())


def test_every_command_has_its_heading() -> None:
    heads = {head.removeprefix("printissue ") for head in headed("commands.md")}
    assert {name for name, _ in commands()} - heads == set()


def test_every_option_is_described() -> None:
    sections = {h.removeprefix("printissue "): text for h, text in headed("commands.md").items()}
    for name, command in commands():
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                longest = max(option.opts, key=len)
                assert longest in sections[name], f"{name} {longest}"


def test_every_page_is_reached_from_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    pages = [name for name in tracked() if re.fullmatch(r"docs/[^/]+\.md", name)]
    assert [page for page in pages if page not in text] == []


def test_every_link_in_docs_leads_somewhere() -> None:
    for name in tracked():
        if name.endswith(".md"):
            text = (ROOT / name).read_text(encoding="utf-8")
            for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
                assert ((ROOT / name).parent / target).exists(), f"{name}: {target}"


# what no file may hold


def texts() -> Iterator[tuple[str, str]]:
    """Give every tracked file that is text, with its name."""
    for name in tracked():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content[:8192]:
            yield name, content.decode("utf-8", errors="replace")


@pytest.mark.parametrize(
    "pattern",
    [
        r"(?<![\w.~])/(?:work|tmp|home|root|Users)/",
        r"pypi\.org|pythonhosted\.org|deb\.debian\.org|registry\.npmjs|crates\.io|"
        r"repo1?\.maven\.|proxy\.golang",
        r"\b(?:TO[D]O|FIX[M]E)\b",
        r"^(?:<{7}|>{7}) ",
    ],
    ids=["machine path", "registry", "to do", "conflict"],
)
def test_no_file_holds(pattern: str) -> None:
    seen = re.compile(pattern, re.MULTILINE)
    assert [(name, hit[0]) for name, text in texts() if (hit := seen.search(text))] == []


def test_output_is_not_tracked() -> None:
    assert [name for name in tracked() if name.startswith("output/")] == ["output/.gitkeep"]
