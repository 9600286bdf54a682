"""The repository as a whole: layers and circles of imports, sizes of packages, and docs that name everything."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import click
import pytest

from checkout import tracked
from printissue.cli import cli
from printissue.core.errors import ExitCode
from printissue.core.rules import RULES
from printissue.model import back_issues, printers, settings, site, theme
from printissue.model import issue as model
from printissue.model.editions import EDITIONS
from printissue.model.printers import PRINTERS

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "printissue"
FAMILIES = {f"editions.{path.parent.name}" for path in PACKAGE.glob("editions/*/__init__.py")}
"""The packages that make editions."""
LAYERS = (
    {"__main__", "printissue"},
    {"cli", "api"},
    {"pipeline"},
    FAMILIES
    | {
        "intake",
        "manuscript",
        "html",
        "layout",
        "volume",
        "preflight",
        "imposition",
        "site",
        "proof",
    },
    {"editions"},
    {"pdf"},
    {"assets"},
    {"model"},
    {"core"},
)
"""The packages from top to bottom. Imports point down only; packages of one layer do not import each other."""


def module_name(path: Path) -> str:
    """Return the dotted name of a file: that of the package for an `__init__.py`."""
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}
LINES = {name: path.read_text("utf-8").count("\n") for name, path in MODULES.items()}


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def package_of(module: str) -> str:
    """Return the package of a module in LAYERS: `printissue.editions.print.boxes` is in `editions.print`."""
    _, *parts = module.split(".")
    known = [".".join(parts[:count]) for count in (2, 1)]
    return next((name for name in known if any(name in layer for layer in LAYERS)), "printissue")


def imports(name: str) -> Iterator[str]:
    """Yield the modules that a module imports, also in functions and for type checking."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{name} has a relative import"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in MODULES else str(node.module)


def own_imports(name: str) -> set[str]:
    """Return the modules of printissue that a module imports."""
    return {one for one in imports(name) if one in MODULES} - {name}


# imports


def test_imports_point_down() -> None:
    level = {name: number for number, names in enumerate(LAYERS) for name in names}
    wrong = [
        f"{name} imports {other}"
        for name in MODULES
        for other in own_imports(name)
        if package_of(name) != package_of(other)
        and level[package_of(other)] <= level[package_of(name)]
    ]
    assert wrong == []


def test_only_the_face_of_layout_imports_its_part_that_fills_pages() -> None:
    """`layout.fit` uses the modules of `layout`; only `layout/__init__.py` offers names of it."""
    users = {
        name
        for name in MODULES
        if name.startswith("printissue.layout.") and not name.startswith("printissue.layout.fit")
        if any(one.startswith("printissue.layout.fit") for one in own_imports(name))
    }
    assert users == set()


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {name: own_imports(name) for name in MODULES}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_only_cli_prints() -> None:
    for name in MODULES:
        if package_of(name) == "cli":
            continue
        assert {one.partition(".")[0] for one in imports(name)}.isdisjoint({"click", "rich"}), name
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.Call | ast.Attribute):
                called = ast.unparse(node.func if isinstance(node, ast.Call) else node)
                assert called not in ("print", "sys.stdout", "sys.stderr"), name


def test_weasyprint_is_private_to_the_engine() -> None:
    private = re.compile(
        r"weasyprint\.(layout|formatting_structure|pdf|text|draw|css|images|urls)\b"
    )
    users = [name for name, path in MODULES.items() if private.search(path.read_text("utf-8"))]
    assert users == ["printissue.layout.engine"]


def test_heavy_libraries_are_loaded_late() -> None:
    """Each of these takes longer to load than `printissue --help` takes without them."""
    code = (
        "import sys, printissue.cli\n"
        "print(*{'weasyprint', 'pikepdf', 'pypdf', 'pypdfium2', 'fontTools', 'PIL'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


# sizes


def test_there_are_fewer_than_thirty_packages_and_top_modules() -> None:
    """The packages of single editions are not counted: an edition is a package of its own."""
    packages = {name for name, path in MODULES.items() if path.name == "__init__.py"}
    top = [path for path in PACKAGE.glob("*.py") if path.name != "__init__.py"]
    others = packages - {f"printissue.{family}" for family in FAMILIES}
    assert len(others) + len(top) < 30


def test_no_package_has_more_than_a_fifth_of_the_lines() -> None:
    sizes: dict[str, int] = {}
    for name, count in LINES.items():
        top = name.split(".")[1] if "." in name else ""
        sizes[top] = sizes.get(top, 0) + count
    assert max(sizes.values()) <= sum(sizes.values()) / 5, sizes


# docs


def sections(page: str) -> dict[str, str]:
    """Return the text below each heading of a page of docs/, by the heading without backticks."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    parts = re.split(r"^#+ +(.*)$", without_code(text), flags=re.MULTILINE)
    heads = [head.replace("`", "").strip() for head in parts[1::2]]
    assert len(set(heads)) == len(heads), f"docs/{page} has a heading twice"
    return dict(zip(heads, parts[2::2], strict=True))


def without_code(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def first_words(page: str) -> set[str]:
    return {head.split()[0].rstrip(":.,") for head in sections(page)}


def test_every_rule_is_used_and_described() -> None:
    users = [name for name in MODULES if not name.startswith("printissue.core.rules")]
    nodes = [node for name in users for node in ast.walk(tree(name))]
    used = {node.value for node in nodes if isinstance(node, ast.Constant)}
    assert set(RULES) - used == set()
    assert set(RULES) - first_words("findings.md") == set()


RULE_ARGUMENT = {
    "Finding": 0,
    "ImageFault": 0,
    "PageFault": 0,
    "Violation": 0,
    "MarkdownFault": 1,
}
"""What becomes a finding, with the argument that holds the rule."""


def test_every_finding_has_a_rule_of_the_table() -> None:
    seen = set()
    for name in MODULES:
        for node in ast.walk(tree(name)):
            if isinstance(node, ast.Call) and (made := ast.unparse(node.func)) in RULE_ARGUMENT:
                rule = node.args[RULE_ARGUMENT[made]] if node.args else None
                if isinstance(rule, ast.Constant):
                    assert rule.value in RULES, f"{name}, line {node.lineno}"
                    seen.add(made)
    assert seen == set(RULE_ARGUMENT)


def test_every_exit_code_edition_and_printer_is_described() -> None:
    assert {str(int(code)) for code in ExitCode} - first_words("exit-codes.md") == set()
    assert set(EDITIONS) - first_words("editions.md") == set()
    text = (ROOT / "docs" / "editions.md").read_text(encoding="utf-8")
    assert [name for name in PRINTERS if f"`{name}`" not in text] == []


def test_every_key_is_described() -> None:
    page = sections("yaml.md")
    for module in (model, back_issues, printers, settings, site, theme):
        for part in vars(module).values():
            if isinstance(part, type) and issubclass(part, model.Part) and part.model_fields:
                named = set(re.findall(r"`([a-z_]+)`", page[part.words().capitalize()]))
                assert set(part.model_fields) - named == set(), part.__name__


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        yield f"{before}{name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")


def test_every_command_and_option_is_described() -> None:
    page = sections("commands.md")
    for name, command in commands(cli):
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                assert max(option.opts, key=len) in page[name], f"{name} {option.name}"


def pages() -> dict[Path, str]:
    names = [name for name in tracked() if name.endswith(".md")]
    return {ROOT / name: (ROOT / name).read_text(encoding="utf-8") for name in names}


def anchors(text: str) -> set[str]:
    """Return the anchors of the headings of a page, as GitHub makes them."""
    heads = re.findall(r"^#+ +(.*)$", without_code(text), flags=re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).strip().replace(" ", "-") for head in heads}


def test_every_link_in_docs_has_a_target() -> None:
    texts = pages()
    for page, text in texts.items():
        for target, anchor in re.findall(r"\]\(([^)#:\s]*)(?:#([^)\s]*))?\)", text):
            file = (page.parent / target).resolve() if target else page
            assert file.exists(), f"{page.name}: {target}"
            if anchor:
                assert anchor in anchors(texts[file]), f"{page.name}: {target}#{anchor}"


def test_the_readme_links_to_every_page() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = [name for name in tracked() if re.fullmatch(r"docs/[^/]+\.md|[A-Z]+\.md", name)]
    assert [page for page in named if page not in text] == []


# what no file may contain


def texts() -> Iterator[tuple[str, str]]:
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
def test_no_file_contains(pattern: str) -> None:
    forbidden = re.compile(pattern, re.MULTILINE)
    assert [(name, match[0]) for name, text in texts() if (match := forbidden.search(text))] == []


def test_output_and_issues_contain_no_results_and_no_scripts() -> None:
    assert [name for name in tracked() if name.startswith("output/")] == ["output/.gitkeep"]
    assert [name for name in tracked() if re.match(r"issues/.*\.(py|sh)$", name)] == []
