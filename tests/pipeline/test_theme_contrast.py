"""The contrast of a theme's pairs of inks: measured by WCAG, reported at the line of the pair."""

import pytest

from printissue import manuscript
from printissue.assets.resources import Resources, builtin_root
from printissue.core.findings import Place
from printissue.model.theme import Ink
from printissue.pipeline import load
from workbench import REF, lay_out_in_bulletin

HEAD = """\
title: Harbour
inks:
  ink: {cmyk: 0 80 60 40, rgb: "#8c2b2b"}
  pale: {cmyk: 0 0 0 40, rgb: "#999999"}
  paper: {cmyk: 0 0 0 0, rgb: "#ffffff"}
sheets: [page.css]
"""


def read(folder, pairs):
    own = folder / "styles" / "harbour"
    own.mkdir(parents=True)
    (own / "theme.yaml").write_text(f"{HEAD}pairs:\n{pairs}", encoding="utf-8")
    resources = Resources(folder, builtin_root())
    return manuscript.read_theme(resources, "harbour", Place("publication.yaml"))


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#000000", 21.0),
        ("#777777", "#ffffff", 4.478),
        ("#767676", "#ffffff", 4.542),
        ("#0000ff", "#ffffff", 8.592),
        ("#8c2b2b", "#8c2b2b", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(first, second, ratio):
    inks = [Ink.model_validate({"cmyk": "0 0 0 0", "rgb": rgb}) for rgb in (first, second)]
    assert inks[0].contrast(inks[1]) == pytest.approx(ratio, abs=0.001)


def test_a_pair_with_low_contrast_is_reported_at_its_line(tmp_path):
    theme, findings = read(tmp_path, "  - [ink, paper]\n  - [pale, paper]\n")
    assert theme is not None
    assert [(one.rule, str(one.place), one.severity) for one in findings] == [
        ("theme-contrast", "styles/harbour/theme.yaml:9:5", "warning")
    ]
    assert findings[0].message == "'pale' on 'paper' has a contrast of 2.8 : 1 on the screen"


def test_a_pair_with_an_unknown_ink_is_an_error(tmp_path):
    _, findings = read(tmp_path, "  - [ink, papper]\n")
    assert [(one.rule, str(one.place)) for one in findings] == [
        ("theme-file", "styles/harbour/theme.yaml:8:5")
    ]
    assert findings[0].message == "there is no ink 'papper'"


@pytest.mark.parametrize("pairs", ["  - ink\n", "  - [ink]\n", "  - [ink, paper, pale]\n"])
def test_an_invalid_pair_is_refused(tmp_path, pairs):
    theme, findings = read(tmp_path, pairs)
    assert theme is None
    assert [one.rule for one in findings] == ["theme-file"]
    assert findings[0].place.line == 8


@pytest.mark.parametrize("name", ["bulletin", "imprint"])
def test_built_in_themes_declare_pairs_and_pass(tmp_path, name):
    resources = Resources(tmp_path, builtin_root())
    theme, findings = manuscript.read_theme(resources, name, Place("publication.yaml"))
    assert findings == ()
    assert {("ink", "paper"), ("text", "paper"), ("text", "tint")} <= set(theme.pairs)


# the printer's ink limit

RICH = HEAD.replace("0 80 60 40", "90 80 60 40")


@pytest.mark.parametrize(
    ("limit", "reported"), [(240.0, True), (269.0, True), (270.0, False), (None, False)]
)
def test_an_ink_above_the_printers_limit_is_reported_at_its_line(tmp_path, limit, reported):
    own = tmp_path / "styles" / "harbour"
    own.mkdir(parents=True)
    (own / "theme.yaml").write_text(RICH, encoding="utf-8")
    resources = Resources(tmp_path, builtin_root())
    place = Place("publication.yaml")
    theme, findings = manuscript.read_theme(resources, "harbour", place, ink_limit=limit)
    assert theme is not None
    assert [(one.rule, str(one.place), one.severity) for one in findings] == [
        ("theme-ink-limit", "styles/harbour/theme.yaml:3:8", "warning")
    ] * reported
    if reported:
        assert (
            findings[0].message
            == f"the ink 'ink' adds up to 270 %; the printer's limit is {limit:g} %"
        )


@pytest.mark.parametrize(("printer", "reported"), [("print-on-demand", True), ("offset-eu", False)])
def test_the_printer_of_the_run_decides(tmp_path, printer, reported):
    theme = RICH.replace("page.css", "harbour.css")
    files = {"styles/harbour/theme.yaml": theme, "styles/harbour/harbour.css": "p { margin: 0 }"}
    workspace = lay_out_in_bulletin(tmp_path, files)
    resources = Resources(workspace.root, builtin_root())
    _, findings = load.read(
        workspace, REF, resources, choice=load.Choice(printer=printer, theme="harbour")
    )
    assert ("theme-ink-limit" in [one.rule for one in findings]) is reported
