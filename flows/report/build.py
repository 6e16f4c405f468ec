"""Makes the folder of the report, whole or not at all."""

import shutil
import sysconfig
import tempfile
from datetime import UTC, datetime
from importlib.metadata import distribution
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path

from flows.feeds import write_feeds
from flows.report.data import Snapshot, write_data
from flows.report.pages import PAGES, page
from warehouse.connect import Lake
from warehouse.query import Console, QueryError

MARKER = "hoptac-report"
CHART_SCRIPTS = ("bokeh.min.js", "bokeh-api.min.js")


class UsageError(Exception):
    """The folder asked for cannot take a report."""


def build_report(lake: Lake, out: Path, *, seconds: float = 300.0) -> dict[str, int]:
    """Writes the report to ``out`` and gives the numbers of programs, parties and articles in it.

    Everything is read from the snapshot that is newest at the start. An older report there is replaced in one
    step; a folder that holds anything else raises UsageError.
    """
    _check(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        counts = _fill(lake, made, seconds)
        made.chmod(0o755)
        _swap(made, out)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return counts


def newest_snapshot(lake: Lake, seconds: float) -> int | None:
    """Number of the newest snapshot; null when the catalog does not tell."""
    with Console(lake, seconds=seconds) as console:
        try:
            with console.ask("SELECT max(snapshot_id) FROM ducklake_snapshots('lake')") as answer:
                return int(next(answer.rows())[0])
        except QueryError:
            return None


def _check(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file: give a folder for the report")
    if out.exists() and any(out.iterdir()) and not (out / MARKER).exists():
        raise UsageError(f"{out} holds other files: give --out a new folder, or one that holds a report")


def _fill(lake: Lake, folder: Path, seconds: float) -> dict[str, int]:
    snapshot = Snapshot(snapshot_id=newest_snapshot(lake, seconds), made_at=datetime.now(UTC))
    at = None if snapshot.snapshot_id is None else str(snapshot.snapshot_id)
    copy_assets(folder / "assets")
    for name in PAGES:
        (folder / f"{name}.html").write_text(page(name), encoding="utf-8")
    with Console(lake, at=at, seconds=seconds) as console:
        counts = write_data(console, folder / "data", snapshot)
        write_feeds(console, folder, snapshot.made_at)
    (folder / MARKER).write_text(f"{snapshot.made_at.isoformat()}\n", encoding="utf-8")
    return counts


def copy_assets(folder: Path) -> None:
    """The pages' own scripts and style, and the charting library's, into a new ``folder``."""
    with as_file(files("flows.report").joinpath("assets")) as assets:
        shutil.copytree(assets, folder)
    for script in CHART_SCRIPTS:
        shutil.copyfile(_chart_folder() / script, folder / script)
    notice = distribution("bokeh").read_text("licenses/LICENSE.txt") or ""
    (folder / "bokeh-license.txt").write_text(notice, encoding="utf-8")


def _chart_folder() -> Path:
    """Where Bokeh's own wheel keeps its scripts; Bokeh itself is not imported, for that is slow."""
    spec = find_spec("bokeh")
    base = spec.submodule_search_locations[0] if spec and spec.submodule_search_locations else None
    return Path(base or sysconfig.get_path("purelib")) / "server" / "static" / "js"


def _swap(made: Path, out: Path) -> None:
    """Puts ``made`` in the place of ``out``. Between the two renames there is no report for a moment."""
    old = made.with_name(made.name + ".old")
    if out.exists():
        out.rename(old)
    try:
        made.rename(out)
    except OSError:
        if old.exists():
            old.rename(out)
        raise
    shutil.rmtree(old, ignore_errors=True)
