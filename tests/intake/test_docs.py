"""The example of docs/intake.md is what the program writes."""

import re

from checkout import ROOT


def test_the_example_of_the_manual_is_made_so(tmp_path, program) -> None:
    text = (ROOT / "docs" / "intake.md").read_text(encoding="utf-8")
    (newsletter,) = re.findall(r"^```text\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (draft,) = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    folder = tmp_path / "issues" / "harbour"
    folder.mkdir(parents=True)
    (folder / "publication.yaml").write_text("title: Harbour\npublisher: Us\n", encoding="utf-8")
    (tmp_path / "march.txt").write_text(newsletter, encoding="utf-8")
    assert program(tmp_path, "intake", "march.txt").code == 0
    assert (folder / "2024-03.yaml").read_text(encoding="utf-8") == draft
