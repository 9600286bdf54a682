"""The manual: generated pages are up to date, examples work, tables are right and every name is described."""

import importlib.util
import re

import pytest
import yaml

from checkout import ROOT
from printissue import manuscript
from printissue.assets import labels
from printissue.assets.resources import BUILTIN, Resources
from printissue.assets.theme_files import read_theme_files
from printissue.core.findings import Place
from printissue.core.workspace import IssueRef, Workspace
from printissue.html import HtmlOptions, issue_pages
from printissue.model.printers import PRINTERS, Bleed
from printissue.model.theme import PAPERS

DOCS = ROOT / "docs"
PAGES = sorted(
    path.relative_to(DOCS).as_posix() for path in (*DOCS.glob("*.md"), *DOCS.glob("how-to/*.md"))
)
SAMPLE = IssueRef("monthly-update", "2015-10")


def text_of(page):
    return (DOCS / page).read_text("utf-8")


@pytest.fixture(scope="module")
def maker():
    spec = importlib.util.spec_from_file_location("make_docs", DOCS / "make.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fences(page, language):
    """Return the code blocks of a page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(page), re.MULTILINE | re.DOTALL)


# generated pages


def test_generated_files_are_up_to_date(maker):
    stale = [
        path.relative_to(ROOT).as_posix()
        for path, text in maker.files().items()
        if not path.is_file() or path.read_text("utf-8") != text
    ]
    assert stale == [], "run make docs"


def test_text_written_by_hand_is_kept(maker):
    for path, text in maker.files().items():
        if path.suffix == ".md":
            by_hand = path.read_text("utf-8").partition(maker.MARKER)[0]
            assert by_hand.strip()
            assert text.startswith(by_hand.rstrip())


def test_no_schema_is_left_over(maker):
    made = {path.name for path in maker.files()}
    assert {path.name for path in (DOCS / "schema").iterdir()} == {
        name for name in made if name.endswith(".json")
    }


# examples


def workspace_of(tmp_path, *, issue, publication="title: A\npublisher: B\n", printers=None):
    folder = tmp_path / "issues" / "example"
    folder.mkdir(parents=True)
    (folder / "publication.yaml").write_text(publication, "utf-8")
    (folder / "2015-10.yaml").write_text(issue, "utf-8")
    if printers:
        (tmp_path / "printers.yaml").write_text(printers, "utf-8")
    return Workspace(tmp_path)


def kinds_of_yaml(page):
    """Return the YAML examples of a page by the kind of file, which their keys show."""
    made = {}
    for block in fences(page, "yaml"):
        keys = set(yaml.load(block, yaml.BaseLoader) or ())
        if "sections" in keys:
            made["issue"] = block
        elif "publisher" in keys:
            made["publication"] = block
        elif "sheets" in keys:
            made["theme"] = block
    return made


def test_the_example_issue_is_valid(tmp_path):
    examples = kinds_of_yaml("yaml.md")
    workspace = workspace_of(tmp_path, issue=examples["issue"], publication=examples["publication"])
    found, findings = manuscript.read(workspace, IssueRef("example", "2015-10"))
    assert [finding.as_text() for finding in findings] == []
    assert found.issue.sections


def test_the_example_printer_is_valid(tmp_path):
    examples = [block for block in fences("editions.md", "yaml") if "bleed" in block]
    assert examples
    for block in examples:
        workspace = workspace_of(tmp_path, issue="", printers=block)
        printers, findings = manuscript.read_printers(workspace)
        assert [finding.as_text() for finding in findings] == []
        assert set(printers) - set(PRINTERS)


@pytest.mark.parametrize("page", PAGES)
def test_every_yaml_example_can_be_parsed(page):
    for block in fences(page, "yaml"):
        assert yaml.load(block, yaml.BaseLoader) is not None or block.startswith("#")


# printers


def rows_of(page, first):
    """Return the cells of the table row that starts with `first` in backticks."""
    hits = re.findall(rf"^\| `{re.escape(first)}` \|(.*)\|$", text_of(page), re.MULTILINE)
    assert len(hits) == 1, f"docs/{page} has {len(hits)} rows of {first}"
    return [cell.strip() for cell in hits[0].split("|")]


@pytest.mark.parametrize("name", PRINTERS)
def test_the_table_of_printers_is_correct(name):
    printer, row = PRINTERS[name], " ".join(rows_of("editions.md", name))
    assert printer.profile in row
    assert re.search(rf"\b{re.escape(printer.condition)}\b", row)
    assert ("marks" in row) == printer.marks
    assert ("gutter" in row) == (printer.bleed.inner == 0 < printer.bleed.outer)
    outer = {getattr(printer.bleed, edge) for edge in Bleed.model_fields} - {0.0} or {0.0}
    assert {0.0: "none", 3.0: "3 mm", 3.175: "0.125 in"}[outer.pop()] in row
    assert f"{printer.ink_limit:g} %" in row
    assert {1: "any", 2: "even", 4: "multiple of 4", 8: "multiple of 8"}[
        printer.page_multiple
    ] in row


def test_a_tested_file_is_never_called_validated():
    for page in PAGES:
        assert not re.search(r"validated\s+PDF/X|valid\s+PDF/X", text_of(page)), page


# themes


@pytest.fixture(scope="module")
def sample():
    found, _ = manuscript.read(Workspace(ROOT), SAMPLE)
    return found


def named_in_themes():
    """Return every word in backticks of docs/themes.md, without brackets and their contents."""
    spans = re.findall(r"`([^`\n]+)`", text_of("themes.md"))
    return {word for span in spans for word in re.findall(r"[\w.-]+", span)} | set(spans)


def test_every_name_that_templates_may_use_is_described(sample):
    names = issue_pages._context(
        sample.issue,
        sample.publication,
        Resources.of(ROOT),
        {},
        options=HtmlOptions("print", SAMPLE.key, live_links=False),
    )
    assert set(names) - named_in_themes() == set()


def classes_of(template):
    """Yield the classes in a template: words of `class="..."`, and texts in its expressions.

    Incomplete names such as `grade-{{ item.grade }}` are left out.
    """
    for value in re.findall(r'class="((?:[^"{]|\{\{.*?\}\})*)"', template):
        plain = re.sub(r"\{\{.*?\}\}", " ", value)
        yield from (name for name in plain.split() if not name.endswith("-"))
        for expression in re.findall(r"\{\{(.*?)\}\}", value):
            without_tests = re.sub(r"[=!]= *(['\"]).*?\1", "", expression)
            for text in re.findall(r"'([^']*)'", without_tests):
                yield from text.split()


def test_classes_of_a_template_are_found():
    made = set(
        classes_of("""<p class="a z-{{ y }} {{ 'b c' if x == 'd' else '' }}"><i class="e">""")
    )
    assert made == {"a", "b", "c", "e"}


@pytest.mark.parametrize(
    "template",
    [
        path
        for path in sorted((ROOT / "templates").rglob("*.j2"))
        if path.parent.name not in ("preflight", "diff")  # a report has its own sheet
    ],
    ids=lambda path: path.name,
)
def test_every_class_and_block_of_a_template_is_described(template):
    text, named = template.read_text("utf-8"), named_in_themes()
    assert template.name in text_of("themes.md")
    assert set(classes_of(text)) - {name.lstrip(".") for name in named} == set()
    assert set(re.findall(r"\{% block (\w+)", text)) - named == set()


def test_the_example_theme_is_valid(tmp_path):
    folder = tmp_path / "styles" / "harbour"
    folder.mkdir(parents=True)
    (folder / "theme.yaml").write_text(kinds_of_yaml("themes.md")["theme"], "utf-8")
    theme, findings = manuscript.read_theme(Resources.of(tmp_path), "harbour", Place("x"))
    assert [finding.as_text() for finding in findings] == []
    assert theme.paper == "A5"


def test_the_example_labels_take_effect(tmp_path):
    block = next(block for block in fences("themes.md", "yaml") if "sheets" not in block)
    folder = tmp_path / "templates" / "labels"
    folder.mkdir(parents=True)
    (folder / "en.yaml").write_text(block, "utf-8")
    own = labels.catalogue(Resources.of(tmp_path), "en")
    original = labels.catalogue(Resources.of(ROOT), "en")
    for name, words in yaml.load(block, yaml.BaseLoader).items():
        assert own(name) == words != original(name)
    assert own("contents") == original("contents")


@pytest.mark.parametrize("name", Resources.of(ROOT).themes())
def test_every_theme_is_described_with_its_inks_and_style_sheets(name):
    named = named_in_themes()
    theme, _ = manuscript.read_theme(Resources.of(ROOT), name, Place("x"))
    assert {name, *theme.inks, *theme.sheets} - named == set()


def test_every_paper_is_named():
    assert set(PAPERS) - named_in_themes() == set()


def test_every_label_is_in_every_catalogue():
    folder = ROOT / "templates" / "labels"
    each = {path.stem: set(yaml.safe_load(path.read_text("utf-8"))) for path in folder.iterdir()}
    assert all(labels == each["en"] for labels in each.values())
    assert {f"{name}.yaml" for name in each} - named_in_themes() == set()


@pytest.mark.parametrize("block", fences("themes.md", "css"))
def test_the_example_style_sheets_are_valid(block, tmp_path):
    folder = tmp_path / "styles" / "bulletin"
    folder.mkdir(parents=True)
    (folder / "own.css").write_text(block, "utf-8")
    bulletin, _ = manuscript.read_theme(Resources.of(tmp_path), "bulletin", Place("x"))
    theme = bulletin.model_copy(update={"sheets": ["own.css"]})
    theme_files, findings = read_theme_files(Resources.of(tmp_path), "bulletin", theme)
    assert [finding.as_text() for finding in findings] == []
    named = [name for name in theme_files.files if BUILTIN in name]
    assert bool(named) == (BUILTIN in block)


@pytest.mark.parametrize("block", fences("themes.md", "jinja"))
def test_the_example_templates_are_valid(block, tmp_path, sample):
    """The comment in the first line of each is its file name."""
    name = re.match(r"\{# templates/(\S+) #\}", block)[1]
    file = tmp_path / "templates" / name
    file.parent.mkdir(parents=True)
    file.write_text(block, "utf-8")
    pictures = {image.file: "x" for _, image in manuscript.pictures(sample)}
    setting = HtmlOptions("print", SAMPLE.key, pictures, live_links=False)
    both = [
        issue_pages.compose(sample.issue, sample.publication, Resources.of(root), options=setting)
        for root in (tmp_path, ROOT)
    ]
    assert [findings for _, findings in both] == [(), ()]
    own, original = (composed.html for composed, _ in both)
    assert own != original
