"""Whole files in a folder or an S3 bucket, by pyarrow; reached with the same settings as the data files."""

import os
import random
import time
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from warehouse.connect import StoreError, first_line, s3_options
from warehouse.record import record

T = TypeVar("T")

# Without it pyarrow says XML, which some servers pack and then report with the packed size.
_OCTETS = {"Content-Type": "application/octet-stream"}
_PIECE = 8 * 1024 * 1024
_FOR_GOOD = ("ACCESS_DENIED", "INVALID_ACCESS_KEY_ID", "NO_SUCH_BUCKET", "SIGNATURE")

ATTEMPTS = 7
LONGEST_PAUSE_SECONDS = 20.0
"""Seven attempts last some 50 s: longer than a server takes to start again."""

@record
class Place:
    """A folder, or ``s3://bucket/prefix``. Files in it are named by their path below it."""

    url: str

    @property
    def is_remote(self) -> bool:
        return self.url.startswith("s3://")

    def put(self, file: Path, name: str) -> None:
        """Copies a local file to ``name``, whole or not at all. Raises StoreError."""
        import pyarrow as pa

        with pa.memory_map(str(file)) as source:
            self.write(source.read_buffer(), name)

    def write(self, content: Any, name: str) -> None:
        """Makes a file of bytes or a buffer, or takes the place of the one there, whole or not at all.

        Raises StoreError.
        """
        if self.is_remote:
            _tried(f"cannot write {self.url}/{name}", lambda: self._put_object(content, name))
        else:
            _write_beside(Path(self.url) / name, [content])

    def fetch(self, name: str, file: Path) -> None:
        """Copies ``name`` to a local file, atomically. Raises StoreError or FileNotFoundError."""
        _tried(f"cannot read {self.url}/{name}", lambda: _write_beside(file, self._pieces(name)))

    def read(self, name: str, start: int = 0, length: int | None = None) -> bytes:
        """Bytes of a file; fewer where it ends. Raises StoreError or FileNotFoundError."""

        def read() -> bytes:
            with self._input(name) as opened:
                opened.seek(start)
                return bytes(opened.read(length))

        return _tried(f"cannot read {self.url}/{name}", read)

    def size(self, name: str) -> int | None:
        """Bytes of a file, or None if there is none. Raises StoreError."""
        found = _tried(f"cannot reach {self.url}", lambda: self._files.get_file_info(self._path(name)))
        return int(found.size) if found.is_file else None

    def names(self, below: str = "") -> Iterator[str]:
        """All files below a folder of this place, in order of name. Raises StoreError."""
        from pyarrow import fs

        start = self._path(below) if below else self._path("").rstrip("/")
        selector = fs.FileSelector(start, recursive=True, allow_not_found=True)
        found = _tried(f"cannot list {self.url}", lambda: self._files.get_file_info(selector))
        skip = len(self._path(""))
        yield from sorted(info.path[skip:] for info in found if info.is_file)

    def remove(self, name: str) -> None:
        """Removes a file, if it is there. Raises StoreError."""
        if self.size(name) is not None:
            _tried(f"cannot remove {self.url}/{name}", lambda: self._files.delete_file(self._path(name)))

    def _put_object(self, content: bytes, name: str) -> None:
        # One write: a stream that is left in the middle would be closed, and with it the half made whole.
        with self._files.open_output_stream(self._path(name), metadata=_OCTETS) as out:
            out.write(content)

    def _pieces(self, name: str) -> Iterator[bytes]:
        with self._input(name) as opened:
            while piece := opened.read(_PIECE):
                yield piece

    def _input(self, name: str) -> Any:
        return self._files.open_input_file(self._path(name))

    def _path(self, name: str) -> str:
        base = self.url.removeprefix("s3://") if self.is_remote else str(Path(self.url).absolute())
        return f"{base.rstrip('/')}/{name}"

    @property
    def _files(self) -> Any:
        from pyarrow import fs

        return _s3(tuple(s3_options(os.environ).items())) if self.is_remote else fs.LocalFileSystem()


@lru_cache(maxsize=2)
def _s3(options: tuple[tuple[str, str], ...]) -> Any:
    """pyarrow's file system for DuckDB's words. Without keys it looks where the AWS tools look."""
    from pyarrow import fs

    words = dict(options)
    return fs.S3FileSystem(
        access_key=words.get("KEY_ID"), secret_key=words.get("SECRET"),
        session_token=words.get("SESSION_TOKEN"), region=words["REGION"],
        endpoint_override=words.get("ENDPOINT"), scheme="https" if words["USE_SSL"] == "true" else "http",
        force_virtual_addressing=words["URL_STYLE"] == "vhost" and "ENDPOINT" in words,
        connect_timeout=10, request_timeout=60,
    )  # fmt: skip


def _tried(what: str, work: Callable[[], T]) -> T:
    """Runs ``work``, again where a server restarts or a request is lost; it must bear to be run twice."""
    for attempt in range(ATTEMPTS):
        try:
            return work()
        except FileNotFoundError:
            raise
        except OSError as error:
            if attempt == ATTEMPTS - 1 or _is_for_good(error):
                raise StoreError(f"{what}: {first_line(error)}") from error
            time.sleep(min(LONGEST_PAUSE_SECONDS, 2.0**attempt) * random.uniform(0.7, 1.0))
    raise AssertionError("unreachable")


def _is_for_good(error: OSError) -> bool:
    """Whether trying again would not help: what the disk says has a number, what a server says a name."""
    return error.errno is not None or any(word in str(error) for word in _FOR_GOOD)


def _write_beside(path: Path, pieces: Iterable[Any]) -> None:
    """Writes a file under another name and then gives it its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}-{time.monotonic_ns()}")
    try:
        with beside.open("wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
