"""Writes data as small scripts: a page opened from disk may load scripts, but not fetch files."""

import json
import re
from pathlib import Path
from typing import Any

from warehouse.answers import plain

# Lone surrogates cannot be written as UTF-8; JSON may hold them all the same.
_SURROGATE = re.compile("[\ud800-\udfff]")


def write_chunk(folder: Path, name: str, payload: Any) -> None:
    """Writes ``folder/name.js``, which hands ``payload`` to the page under ``name``."""
    path = folder / f"{name}.js"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"hoptac.put({script(name)},{script(payload)});\n", encoding="utf-8")


def script(payload: Any) -> str:
    """JSON that is harmless in any script: no tag can begin in it, no line can end in it."""
    made = json.dumps(plain(payload), ensure_ascii=False, separators=(",", ":"))
    made = _SURROGATE.sub("\ufffd", made)
    return made.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def web_link(url: str | None) -> str | None:
    """The address if it may stand in a link: http or https only."""
    return url if url and re.match(r"https?://[^\s]", url, re.IGNORECASE) else None
