"""Passwords of encrypted PDFs: which are tried on a file, what opens it, and that none is ever shown."""

import os
import unicodedata
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from click.testing import CliRunner

from backissuefiles import plain, put, written
from printissue import manuscript, pipeline
from printissue.cli import cli
from printissue.core.findings import Finding
from printissue.core.workspace import Workspace
from printissue.imposition import CoverOptions, ImpositionOptions, cover, impose
from printissue.pdf.passwords import Passwords, prepared, unlock, unlock_drawable
from printissue.pipeline.passwords import passwords_of
from printissue.volume.back_issues import repair_back_issue
from workbench import RecordingReporter

SECRET = "Geheim-7§"


def locked(
    user: str | bytes, owner: str = "the-owner", *, strength: int = 6, pages: int = 2
) -> bytes:
    if isinstance(
        user, bytes
    ):  # pikepdf takes a text, and encodes it as its kind of encryption has it
        user = user.decode("utf-8" if strength == 6 else "pdfdoc")
    options = {6: {"R": 6}, 4: {"R": 4}, 3: {"R": 3, "aes": False, "metadata": False}}[strength]
    return written(
        plain(pages), static_id=strength != 6,
        encryption=pikepdf.Encryption(owner=owner, user=user, **options),
    )  # fmt: skip


# which are tried


@pytest.mark.parametrize(
    ("pattern", "file", "fits"),
    [
        ("issues/a/2019.pdf", "issues/a/2019.pdf", True),
        ("issues/a/2019.pdf", "issues/b/2019.pdf", False),
        ("issues/a/*.pdf", "issues/a/2019.pdf", True),
        ("issues/*", "issues/a/2019.pdf", True),
        ("issues/a/20[01]9.pdf", "issues/a/2019.pdf", True),
        ("issues/a/[1].pdf", "issues/a/[1].pdf", True),
        ("2019.pdf", "issues/a/2019.pdf", True),
        ("20*.pdf", "issues/a/2019.pdf", True),
        ("*", "issues/a/2019.pdf", True),
        ("a/2019.pdf", "issues/a/2019.pdf", False),
        ("./2019.pdf", "2019.pdf", True),
        ("issues/a/M\u00e4rz.pdf", "issues/a/Ma\u0308rz.pdf", True),
        ("issues/A/2019.pdf", "issues/a/2019.pdf", False),
    ],
)
def test_names_and_patterns_match_files(
    tmp_path: Path, pattern: str, file: str, fits: bool
) -> None:
    known = Passwords(tmp_path, ((pattern, "x"),))
    assert known.of(tmp_path / file) == (("x",) if fits else ())


def test_a_file_outside_matches_by_name_or_absolute_path(tmp_path: Path) -> None:
    file = tmp_path / "elsewhere" / "old.pdf"
    for pattern in ("old.pdf", str(file), f"{tmp_path}/*"):
        assert Passwords(tmp_path / "press", ((pattern, "x"),)).of(file) == ("x",)


def test_the_closest_match_is_tried_first_and_each_password_once(tmp_path: Path) -> None:
    entries = (("*", "any"), ("issues/*", "some"), ("issues/a.pdf", "own"), ("a.pdf", "any"))
    known = Passwords(tmp_path, entries, ("typed", "own"))
    assert known.of(tmp_path / "issues" / "a.pdf") == ("own", "any", "some", "typed")


def test_no_repr_shows_a_password(tmp_path: Path) -> None:
    known = Passwords(tmp_path, (("*", SECRET),), (SECRET,))
    orders = (
        ImpositionOptions("saddle-2up", "a", passwords=(SECRET,)),
        CoverOptions("a", passwords=(SECRET,)),
        pipeline.PreflightOptions((), password=SECRET),
    )
    assert all(SECRET not in repr(one) for one in (known, *orders))


# what opens a file

NAMED = {
    "ascii": "secret",
    "umlauts": "Gr\u00fc\u00dfe",
    "accents taken apart": "caf\u0065\u0301",
    "euro": "10 \u20ac",
    "greek": "\u03bb\u03cc\u03b3\u03bf\u03c2",
    "ligature": "of\ufb01ce",
    "wide": "\uff21\uff22",
    "soft hyphen": "a\u00adb",
    "no-break space": "a\u00a0b",
    "long": "x" * 140,
}


@pytest.mark.slow
@pytest.mark.parametrize("strength", [6, 4, 3])
@pytest.mark.parametrize("name", NAMED)
def test_passwords_of_every_script(tmp_path: Path, name: str, strength: int) -> None:
    """AES-256 takes SASLprep's UTF-8, older ones bytes of PDFDocEncoding or of what their maker had."""
    password = NAMED[name]
    if strength == 6:
        asked: str | bytes = (prepared(password) or password).encode()[:127]
    else:
        try:
            asked = unicodedata.normalize("NFC", password.replace("\u00ad", "")).encode("pdfdoc")
        except UnicodeError:
            asked = (prepared(password) or password).encode()
    file = put(tmp_path, locked(asked, strength=strength))
    with unlock(file, ["another", password]) as pdf:
        assert len(pdf.pages) == 2
    intake, _ = repair_back_issue(file, name="old.pdf", passwords=[password])
    assert intake is not None


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "mac-roman", "cp437"])
def test_passwords_in_other_encodings_work(tmp_path: Path, encoding: str) -> None:
    file = put(tmp_path, locked("caf\u00e9".encode(encoding), strength=4))
    with unlock(file, ["caf\u00e9"]) as pdf:
        assert len(pdf.pages) == 2


def test_pdfium_opens_it_too(tmp_path: Path) -> None:
    file = put(tmp_path, locked("Gr\u00fc\u00dfe", strength=6))
    with pytest.raises(pypdfium2.PdfiumError):
        unlock_drawable(file, ["another"])
    unlock_drawable(file, ["another", "Gr\u00fc\u00dfe"]).close()


@pytest.mark.parametrize("strength", [6, 4, 3])
def test_a_file_with_only_an_owner_password_opens_with_any_list(
    tmp_path: Path, strength: int
) -> None:
    file = put(tmp_path, locked("", strength=strength))
    for passwords in ([], ["another"], ["the-owner"]):
        with unlock(file, passwords) as pdf:
            assert len(pdf.pages) == 2


def test_passwords_are_prepared_with_saslprep() -> None:
    assert prepared("a\u00adb\u00a0c\ufb01") == "ab cfi"
    assert prepared("tab\there") is None


def test_no_message_shows_a_wrong_password(tmp_path: Path) -> None:
    file = put(tmp_path, locked("reader"))
    with pytest.raises(pikepdf.PasswordError) as raised:
        unlock(file, [SECRET])
    assert SECRET not in str(raised.value)


# the list


def listed(folder: Path, text: str, *, mode: int = 0o600) -> Path:
    file = folder / "passwords.yaml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def read(folder: Path) -> tuple[tuple[tuple[str, str], ...], tuple[Finding, ...]]:
    entries, findings = manuscript.read_passwords(Workspace(folder))
    assert all(SECRET not in one.as_text() and not one.place.text for one in findings)
    return entries, findings


def test_without_a_list_there_are_no_passwords(tmp_path: Path) -> None:
    assert read(tmp_path) == ((), ())


def test_passwords_are_used_as_written(tmp_path: Path) -> None:
    listed(tmp_path, "'*.pdf': no\na.pdf: 0123\nb.pdf: ' x '\nc.pdf: \"\\u00e9\"\nd.pdf: 1.10\n")
    entries, findings = read(tmp_path)
    assert findings == ()
    assert entries == (
        ("*.pdf", "no"), ("a.pdf", "0123"), ("b.pdf", " x "), ("c.pdf", "\u00e9"),
        ("d.pdf", "1.10"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        (f"a.pdf: {SECRET}\nb.pdf:\n", "password-file", 2),
        (f"a.pdf: [{SECRET}]\n", "password-file", 1),
        (f"a.pdf: {{{SECRET}: x}}\n", "password-file", 1),
        (f"- {SECRET}\n", "password-file", 1),
        (f"{SECRET}\n", "password-file", 1),
        (f"a.pdf: |\n  {SECRET}\n", "password-file", 1),
        (f"a.pdf: ''\nb.pdf: {SECRET}\n", "password-file", 1),
        (f"'': {SECRET}\n", "password-file", 1),
        (f"issues\\a.pdf: {SECRET}\n", "password-file", 1),
        (f"a.pdf: {SECRET}\na.pdf: {SECRET}\n", "yaml-duplicate-key", 2),
        (f"a.pdf: &x {SECRET}\n", "yaml-anchor", 1),
        (f"a.pdf: !x {SECRET}\n", "yaml-tag", 1),
        (f"a.pdf: '{SECRET}\n", "yaml-syntax", 1),
        (f'a.pdf: "{SECRET}\\q"\n', "yaml-syntax", 1),
        (f"a.pdf: @{SECRET}\n", "yaml-syntax", 1),
        (f"a.pdf: x: {SECRET}\n", "yaml-syntax", 1),
        (f"a.pdf: {SECRET}\x07\n", "yaml-character", 1),
        (f"\ta.pdf: {SECRET}\n", "yaml-character", 1),
        (f"issues/none.pdf: {SECRET}\n", "password-unused", 1),
        (f"{SECRET}/x: issues/a.pdf\n", "password-unused", 1),
    ],
)
def test_every_fault_of_the_list_has_its_line_and_shows_no_password(
    tmp_path: Path, text: str, rule: str, line: int
) -> None:
    listed(tmp_path, text)
    _, findings = read(tmp_path)
    assert (findings[0].rule, findings[0].place.line) == (rule, line)


def test_a_list_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    listed(tmp_path, "").write_bytes(b"a.pdf: \xe4\xe4\n")
    _, (finding,) = read(tmp_path)
    assert finding.rule == "yaml-encoding"
    assert "E4" not in finding.as_text()


@pytest.mark.skipif(os.name != "posix", reason="other systems have other rights")
@pytest.mark.parametrize(("mode", "count"), [(0o600, 0), (0o400, 0), (0o640, 1), (0o644, 1)])
def test_a_list_that_others_can_read_is_a_warning(tmp_path: Path, mode: int, count: int) -> None:
    listed(tmp_path, "a.pdf: x\n", mode=mode)
    entries, findings = read(tmp_path)
    assert [one.rule for one in findings] == ["password-readable"] * count
    assert entries == (("a.pdf", "x"),)


@pytest.mark.parametrize("folder", ["issues", "issues/news", "output", "styles"])
def test_a_list_in_an_archived_folder_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    (tmp_path / folder).mkdir(parents=True)
    file = listed(tmp_path / folder, f"a.pdf: {SECRET}\n")
    monkeypatch.setenv("PRINTISSUE_PASSWORDS", str(file))
    known, (finding,) = passwords_of(Workspace(tmp_path))
    assert (finding.rule, finding.severity) == ("password-file", "error")
    assert known.of(tmp_path / "a.pdf") == ()


def test_a_list_in_another_place_comes_before_the_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "home"
    elsewhere.mkdir()
    monkeypatch.setenv("PRINTISSUE_PASSWORDS", str(listed(elsewhere, "a.pdf: own\n")))
    monkeypatch.setenv("PRINTISSUE_PASSWORD", "common")
    known, findings = passwords_of(Workspace(tmp_path / "press"), "typed")
    assert findings == ()
    assert known.of(tmp_path / "press" / "a.pdf") == ("own", "typed", "common")
    monkeypatch.setenv("PRINTISSUE_PASSWORDS", str(tmp_path / "none.yaml"))
    assert [one.rule for one in passwords_of(Workspace(tmp_path))[1]] == ["password-file"]


# the commands


def test_two_files_with_two_passwords_in_one_preflight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (put(tmp_path, locked(one), f"{one}.pdf") for one in ("one", "two"))
    listed(tmp_path, "one.pdf: one\ntwo.pdf: two\n")
    monkeypatch.setenv("PRINTISSUE_PASSWORD", "neither")
    third = put(tmp_path, locked(""), "open.pdf")
    reporter = RecordingReporter()
    order = pipeline.PreflightOptions((first, second, third), report=tmp_path / "report.html")
    reports = pipeline.inspect(Workspace(tmp_path), order, reporter)
    assert [len(one.pages) for one in reports] == [2, 2, 2]
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert page.count("data:image/jpeg") == 6


def test_a_wrong_password_has_one_message(tmp_path: Path) -> None:
    file = put(tmp_path, locked("reader"))
    listed(tmp_path, f"old.pdf: '{SECRET}'\n")
    reporter = RecordingReporter()
    pipeline.inspect(Workspace(tmp_path), pipeline.PreflightOptions((file,)), reporter)
    (finding,) = reporter.findings
    assert finding.rule == "pdf-locked"
    assert SECRET not in finding.as_text()


@pytest.mark.parametrize(("command", "more"), [("impose", []), ("cover", ["--spine", "3mm"])])
def test_encrypted_files_can_be_imposed(tmp_path: Path, command: str, more: list[str]) -> None:
    file = put(tmp_path, locked("reader", pages=4))
    out = tmp_path / "made.pdf"
    arguments = ["-C", str(tmp_path), command, str(file), "-o", str(out), *more]
    refused = CliRunner().invoke(cli, arguments, standalone_mode=False)
    assert refused.return_value == 6
    assert "encrypted" in refused.output
    listed(tmp_path, "old.pdf: reader\n")
    made = CliRunner().invoke(cli, arguments, standalone_mode=False)
    assert out.exists(), made.output


def test_imposition_uses_the_passwords_of_the_workspace(tmp_path: Path) -> None:
    file = put(tmp_path, locked("reader", pages=4))
    made, _ = impose(file, ImpositionOptions("saddle-2up", "a.pdf", passwords=("reader",)))
    assert made is not None
    _, findings = cover(file, CoverOptions("a.pdf", passwords=("another",)))
    assert [one.rule for one in findings] == ["pdf-locked"]


@pytest.mark.parametrize("command", ["volume news/2024", "preflight a.pdf", "impose a.pdf", "cover a.pdf"])  # fmt: skip
def test_a_password_is_asked_for_on_a_terminal_only(tmp_path: Path, command: str) -> None:
    file = put(tmp_path, plain(), "a.pdf")
    words = [str(file) if one == "a.pdf" else one for one in command.split()]
    arguments = ["-C", str(tmp_path), *words, "--ask-password"]
    answer = CliRunner().invoke(cli, arguments, input=f"{SECRET}\n", standalone_mode=False)
    assert "needs a terminal" in str(answer.exception)
    assert SECRET not in answer.output


def test_no_option_takes_a_password() -> None:
    for command in ("volume", "preflight", "impose", "cover"):
        options = {one.name: one for one in cli.commands[command].params}
        assert options["password"].is_flag
