"""Where captures are kept: in a folder, or in an object store with a spool of local copies."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from warehouse import archive
from warehouse.archive import PART, CaptureWriter, Clock, Exchanged, ImportWriter, system_time
from warehouse.object_store import Place
from warehouse.tables import Capture
from warehouse.warc_read import log_damage
from warehouse.warc_scan import Damage

SPOOL_BYTES = 2 * 1024**3
"""Local copies of captures that are kept; those that were not used for longest go first."""


class Captures:
    """The capture files of a warehouse in a folder, each named by its path below it."""

    def __init__(self, root: Path) -> None:
        """``root`` is where parts are written, and whole files are read."""
        self.root = root

    def writer(self, source: str, run_id: str, now: Clock = system_time) -> CaptureWriter:
        """Writes one batch of one source; ``publish`` makes its files part of the store."""
        return CaptureWriter(self.root, source, run_id, publish=self.publish, now=now)

    def import_writer(self, name: str, run_id: str) -> ImportWriter:
        """Writes the file ``name`` of records that other programs made."""
        return ImportWriter(self.root, name, run_id, publish=self.publish)

    def publish(self, part: Path, name: str) -> None:
        """Makes a whole part the capture file ``name``. Raises OSError or StoreError; the part then stays."""
        archive.rename_part(part, self.root / name)

    def local(self, name: str) -> Path:
        """A local file with the content of a capture file. Raises FileNotFoundError or StoreError."""
        return self.root / name

    def names(self, source: str = "") -> Iterator[str]:
        """Published capture files of a source or all, by source and time of writing."""
        yield from archive.find_capture_files(self.root, source or "*")

    def remove(self, name: str) -> None:
        """Removes a capture file, if it is there. Raises StoreError."""
        (self.root / name).unlink(missing_ok=True)

    def parts(self) -> Iterator[Path]:
        """Files on this machine that are being written, or whose writer died."""
        yield from archive.find_parts(self.root)

    def salvage(self, part: Path) -> str | None:
        """Publishes what a dead writer left; None if it lives, or left nothing."""
        return archive.salvage(part, self.root, self.publish)

    def exchanges(
        self, name: str, on_damage: Callable[[Damage], None] = log_damage
    ) -> list[Exchanged]:
        """What a capture file holds, without bodies."""
        return archive.find_exchanges(self.local(name), root=self.root, on_damage=on_damage)

    def get(self, name: str, offset: int) -> Capture:
        """One response. Raises DamageError if it is damaged or not there."""
        with suppress(FileNotFoundError):  # told below, with its place
            self.local(name)
        return archive.get(self.root, name, offset)


class StoredCaptures(Captures):
    """The capture files of a warehouse in an object store; parts and copies are in a local spool.

    There they end in ``.warc.gzip``: SeaweedFS packs what ends in ``.gz`` once more, and then gives wrong
    sizes and ranges (its issue 10981 tells the same of ``.zst``).
    """

    def __init__(self, store: str, spool: Path, spool_bytes: int = SPOOL_BYTES) -> None:
        super().__init__(spool)
        self._store, self._spool_bytes = store, spool_bytes
        self._place = Place(url=store.rstrip("/"))
        self._sound: set[str] = set()
        self._grown = spool_bytes
        self._lock = threading.Lock()

    def __reduce__(self) -> tuple[Any, ...]:
        return StoredCaptures, (self._store, self.root, self._spool_bytes)

    def publish(self, part: Path, name: str) -> None:
        self._place.put(part, _key(name))
        # Last, so that what is killed before leaves a part, and salvaging it writes the same again.
        archive.rename_part(part, self.root / name)
        self._keep_small(name)

    def local(self, name: str) -> Path:
        path = self.root / name
        # An import that was killed here may have been written anew elsewhere; other names are unique.
        if not path.is_file() or ("-import-" in name and name not in self._sound):
            self._place.fetch(_key(name), path)
            self._keep_small(name)
        os.utime(path)
        return path

    def names(self, source: str = "") -> Iterator[str]:
        found = self._place.names(f"captures/{source}".rstrip("/"))
        yield from (key.removesuffix("ip") for key in found if key.endswith(".warc.gzip"))

    def remove(self, name: str) -> None:
        self._place.remove(_key(name))
        super().remove(name)

    def _keep_small(self, name: str) -> None:
        """Removes the oldest copies where the spool has outgrown its size; looks when that may be so."""
        with self._lock:
            self._sound.add(name)
            self._grown += (self.root / name).stat().st_size
            if self._grown < self._spool_bytes // 8:
                return
            self._grown = 0
            left = self._spool_bytes
            for path in sorted(self._copies(), key=lambda copy: copy.stat().st_mtime, reverse=True):
                left -= path.stat().st_size
                if left < 0 and path != self.root / name:
                    path.unlink(missing_ok=True)

    def _copies(self) -> list[Path]:
        return [path for path in (self.root / "captures").rglob("*.warc.gz") if not path.name.endswith(PART)]


def _key(name: str) -> str:
    """What a capture file is called in an object store."""
    return f"{name}ip"
