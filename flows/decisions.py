"""The file of people's decisions on programs, under the home."""

from pathlib import Path

import yaml

from transforms.resolution import Decisions, DecisionsError, read_decisions

DECISIONS_FILE = "decisions.yaml"


def load_decisions(home: Path) -> Decisions:
    """Reads ``home/decisions.yaml``; none if there is no such file. Raises DecisionsError."""
    path = home / DECISIONS_FILE
    if not path.is_file():
        return Decisions()
    try:
        return read_decisions(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (DecisionsError, yaml.YAMLError) as error:
        raise DecisionsError(f"{path}: {error}") from error
