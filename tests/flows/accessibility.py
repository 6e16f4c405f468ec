"""axe-core, the checker of accessibility, from the npm registry: a tool of the tests alone."""

import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

VERSION = "4.14.1"
FOLDER = Path(__file__).parents[2] / "build" / "axe"
_RUN = """const done = arguments[0];
axe.run(document, {resultTypes: ['violations']}).then(done, (error) => done(String(error)))"""


def axe_script() -> str:
    """The checker's script, fetched once; the test is skipped where there is no npm."""
    packed = FOLDER / f"axe-core-{VERSION}.tgz"
    if not packed.exists():
        _fetch()
    with tarfile.open(packed) as archive:
        script = archive.extractfile("package/axe.min.js")
        assert script
        return script.read().decode()


def _fetch() -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm to fetch axe-core with")
    FOLDER.mkdir(parents=True, exist_ok=True)
    asked = [npm, "pack", f"axe-core@{VERSION}", "--silent", "--pack-destination", str(FOLDER)]
    if subprocess.run(asked, capture_output=True, timeout=120, check=False).returncode:
        pytest.skip("axe-core cannot be fetched: no package registry")


def faults(browser: Any, script: str) -> list[str]:
    """Serious and critical faults of the open page: rule and the first place."""
    browser.execute_script(script)
    found = browser.execute_async_script(_RUN)
    assert isinstance(found, dict), found
    return [
        f"{each['id']}: {each['nodes'][0]['html'][:200]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
    ]
