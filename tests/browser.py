"""Opens a web page of ours in Chromium, and tells what the browser made of it."""

import html
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
_ANSWER = re.compile(r'<pre id="answer">(.*?)</pre>', re.DOTALL)
_SCRIPT = """
<script>
window.addEventListener("load", function () {
  var answer = document.createElement("pre");
  answer.id = "answer";
  try { answer.textContent = JSON.stringify((function () { %s }())); }
  catch (error) { answer.textContent = JSON.stringify({error: String(error)}); }
  document.body.appendChild(answer);
});
</script>
"""


def ask(
    page: str | Path, script: str, folder: Path, *, width: int = 1200, dark: bool = False
) -> Any:
    """Return what the body of a function returns in a page that is shown `width` pixels wide.

    Headless windows are never narrower than 500 pixels, so the page is shown in a frame. Skips the test where there
    is no Chromium, and fails it where CI is set. A page is its text, or its file. With `dark`, the system is dark.
    """
    inner, outer = folder / "inner.html", folder / "outer.html"
    if isinstance(page, Path):
        inner = page
    else:
        inner.write_text(page, "utf-8")
    frame = f'<iframe src="{inner.as_uri()}" style="width: {width}px; height: 900px; border: 0"></iframe>'
    names = "var seen = frames[0], page = seen.document;"
    outer.write_text(f"<!doctype html>{frame}{_SCRIPT % (names + script)}", "utf-8")
    command = [chromium(), "--headless=new", "--no-sandbox", "--disable-gpu", "--dump-dom"]
    command += [f"--blink-settings=preferredColorScheme={0 if dark else 1}"]
    command += ["--allow-file-access-from-files", f"--user-data-dir={folder / 'profile'}"]
    run = subprocess.run(
        [*command, "--window-size=1600,1000", outer.as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    found = _ANSWER.search(run.stdout)
    assert found, f"the browser gave no answer:\n{run.stderr}"
    answer = json.loads(html.unescape(found[1]))
    assert not (isinstance(answer, dict) and "error" in answer), answer
    return answer


def chromium() -> str:
    """Return the path of Chromium; without one, skip the test, or fail it where CI is set."""
    path = next((path for name in NAMES if (path := shutil.which(name))), None)
    if path is None:
        tell = pytest.fail if os.environ.get("CI") else pytest.skip
        tell("NOT SEEN IN A BROWSER: there is no Chromium")
    return str(path)
