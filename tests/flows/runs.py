"""Runs the command line as its users do: as a process of its own, on a home of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.newsroom import Newsroom

HOPTAC = str(Path(sys.executable).parent / "hoptac")


@dataclass(frozen=True)
class Desk:
    """A home, and the sources that are read into it."""

    home: Path
    sources: Path
    allow_hosts: str = "127.0.0.1"
    catalog: str = ""
    store: str = ""
    python_path: Path | None = None

    @property
    def place(self) -> tuple[str, str]:
        """Catalog and store."""
        return self.catalog or str(self.home / "catalog.sqlite"), self.store or str(self.home)

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "HOPTAC_HOME": self.home,
            "HOPTAC_SOURCES": self.sources,
            "HOPTAC_ALLOW_HOSTS": self.allow_hosts,
            "HOPTAC_CATALOG": self.catalog,
            "HOPTAC_STORE": self.store,
        }
        more = {"PYTHONPATH": str(self.python_path)} if self.python_path else {}
        kept = {name: value for name, value in os.environ.items() if _is_kept(name)}
        return kept | more | {name: str(value) for name, value in own.items()}

    def run(self, *words: str, seconds: float = 600, **more: Any) -> subprocess.CompletedProcess[str]:
        """Runs `hoptac WORDS` to its end."""
        return subprocess.run(
            [HOPTAC, *words],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
            **more,
        )

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """Starts `hoptac WORDS` and goes on."""
        return subprocess.Popen(
            [HOPTAC, *words], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def rows(self, sql: str, *words: str) -> list[dict[str, Any]]:
        """Answers of `hoptac sql`."""
        done = self.run("sql", sql, "--format", "json", *words)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)  # type: ignore[no-any-return]


def _is_kept(name: str) -> bool:
    return name.startswith("HOPTAC_S3_") or not name.startswith(("HOPTAC_", "PREFECT_"))


def desk_for(newsroom: Newsroom, folder: Path) -> Desk:
    return Desk(home=folder / "home", sources=newsroom.sources_dir(folder / "sources"))
