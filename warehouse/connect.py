"""Opens DuckDB with the DuckLake attached: a catalog on a file or PostgreSQL, a store on disk or S3."""

import importlib.util
import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from warehouse.record import record

if TYPE_CHECKING:
    import duckdb

LAKE = "lake"
CATALOG = f"__ducklake_metadata_{LAKE}"  # under which DuckLake attaches the catalog itself
# Rows of a small insert that stay in the catalog until maintenance writes them out. Measured, 50 commits to
# twelve tables: 13 files in the place of 806, the same time per commit, and reads a third quicker.
INLINED_ROWS = 50
CATALOG_WAIT_MS = 60_000


class StoreError(Exception):
    """The warehouse cannot be opened, read or written; the message says what to do."""


class CatalogError(StoreError):
    """The catalog that was named is no catalog, or is not there."""


class NewerCatalog(StoreError):
    """The catalog was made by a newer hoptac than this one."""


@record
class Lake:
    """Where a warehouse is: catalog, data files, and what DuckDB may use to work on it."""

    catalog: str
    store: str
    memory_limit: str = "256MB"
    threads: int = 2

    @property
    def on_postgres(self) -> bool:
        return self.catalog.startswith("postgres:")

    @property
    def on_s3(self) -> bool:
        return self.store.startswith("s3://")

    @property
    def catalog_file(self) -> Path:
        return Path(self.catalog).expanduser().absolute()

    @property
    def data_path(self) -> str:
        """Folder of the data files, with a slash at its end."""
        if self.on_s3:
            return self.store.rstrip("/") + "/lake/"
        return str(Path(self.store).expanduser().absolute() / "lake") + "/"

    @property
    def folders(self) -> tuple[Path, ...]:
        """Folders on this machine that commits write to."""
        catalog = () if self.on_postgres else (self.catalog_file.parent,)
        return catalog if self.on_s3 else (*catalog, Path(self.data_path))

    @property
    def libpq(self) -> str:
        """Connection words for PostgreSQL."""
        return self.catalog.removeprefix("postgres:").strip()

    @property
    def attach_name(self) -> str:
        """What ATTACH is given: ``ducklake:sqlite:FILE`` or ``ducklake:postgres:WORDS``."""
        return (
            f"ducklake:postgres:{self.libpq}" if self.on_postgres else f"ducklake:sqlite:{self.catalog_file}"
        )

    @property
    def extensions(self) -> tuple[str, ...]:
        """What DuckDB must load.

        The OpenSSL of httpfs is what encrypted files are written with. They can be read without, at ten times
        the cost: a column of 24 million numbers took 1.6 s of CPU time, and 0.15 s with it.
        """
        return ("ducklake", "postgres_scanner" if self.on_postgres else "sqlite_scanner", "icu", "httpfs")

    def __str__(self) -> str:
        """The catalog as messages may show it: never with a password."""
        return masked(self.catalog)


def connect(lake: Lake, *, read_only: bool, at: str | None = None) -> "duckdb.DuckDBPyConnection":
    """Opens DuckDB with ``lake`` attached and in use, session time zone UTC.

    ``at`` is an option of ATTACH that picks an earlier snapshot; only for reading.
    Raises CatalogError when a read-only lake is not there, StoreError when it cannot be opened.
    """
    import duckdb

    _must_exist(lake) if read_only else _make_folders(lake)
    connection = duckdb.connect(config=_config(lake))
    try:
        for extension in lake.extensions:
            load_extension(connection, extension)
        _set_secret(connection, lake, os.environ)
        _attach(connection, lake, read_only, at)
        connection.execute(f"USE {LAKE}")
        connection.execute("SET TimeZone = 'UTC'")
    except duckdb.Error as error:
        connection.close()
        raise _opening_error(lake, error) from error
    return connection


def open_plain(lake: Lake) -> "duckdb.DuckDBPyConnection":
    """A DuckDB that can read the lake's files, without the lake."""
    import duckdb

    connection = duckdb.connect(config=_config(lake))
    load_extension(connection, "httpfs")
    _set_secret(connection, lake, os.environ)
    return connection


def _config(lake: Lake) -> dict[str, Any]:
    return {
        "memory_limit": lake.memory_limit,
        "threads": lake.threads,
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "temp_directory": str(Path(tempfile.gettempdir()) / f"hoptac-spill-{os.getpid()}"),
        "allow_unsigned_extensions": unsigned_allowed(lake),
    }


def unsigned_allowed(lake: Lake) -> bool:
    """Whether extensions are loaded without a look at their signatures: where all come from wheels.

    DuckDB hashes a whole extension to check its signature, 0.25 s for each start. Wheels were checked against
    the lock's hashes on install, and stand beside the Python code that loads them.
    """
    return all(extension_file(name) for name in lake.extensions)


def extension_file(name: str) -> Path | None:
    """The extension inside its installed wheel, or None where there is no wheel."""
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(next(iter(spec.submodule_search_locations))) / "extensions"
    return next(iter(folder.glob(f"v*/{name}.duckdb_extension")), None)


def load_extension(connection: "duckdb.DuckDBPyConnection", name: str) -> None:
    """Loads from the wheel; without one from where DuckDB keeps extensions; else installs it there first."""
    import duckdb

    if wheel := extension_file(name):
        connection.execute(f"LOAD '{wheel}'")
        return
    try:
        connection.execute(f"LOAD {name}")
    except duckdb.Error:
        connection.execute(f"INSTALL {name}")
        connection.execute(f"LOAD {name}")


def _attach(connection: "duckdb.DuckDBPyConnection", lake: Lake, read_only: bool, at: str | None) -> None:
    """Attaches the lake; a new one is made encrypted.

    The keys lie in the catalog, so this hides nothing from those who can read that. It is for the
    authentication that comes with it: a data file that changed in any bit is an error, where DuckDB would
    read more than half of such changes as data (35 of 60 single bits, in a table of three columns).
    """
    import duckdb

    if read_only:
        execute_masked(connection, _attach_statement(lake, ["READ_ONLY", *([at] if at else [])]))
        return
    options = [f"DATA_INLINING_ROW_LIMIT {INLINED_ROWS}"]
    try:
        execute_masked(connection, _attach_statement(lake, [*options, "ENCRYPTED"]))
    except duckdb.InvalidInputException as error:
        if "is not encrypted" not in str(error):
            raise
        execute_masked(connection, _attach_statement(lake, options))


def execute_masked(connection: "duckdb.DuckDBPyConnection", statement: str) -> None:
    """Runs a statement that holds secrets, which its error repeats: the error goes on without them."""
    import duckdb

    try:
        connection.execute(statement)
    except duckdb.Error as error:
        raise type(error)(masked(str(error))) from None


def masked(text: str) -> str:
    """A text without the passwords of libpq words and addresses, and without the words of an S3 secret."""
    text = re.sub(r"\b(SECRET|SESSION_TOKEN) '(?:[^']|'')*'", r"\1 '***'", text)
    text = re.sub(r"(password|passfile)(\s*=\s*)('(?:[^'\\]|\\.|'')*'|[^\s\"']+)", r"\1\2***", text)
    return re.sub(r"(\w://[^\s:/@]+:)[^\s/@]*@", r"\1***@", text)


def _attach_statement(lake: Lake, more: list[str]) -> str:
    options = [f"DATA_PATH '{_escaped(lake.data_path)}'", "OVERRIDE_DATA_PATH true"]
    if not lake.on_postgres:
        # WAL lets readers read beside the one writer.
        options += ["META_JOURNAL_MODE 'WAL'", f"META_BUSY_TIMEOUT {CATALOG_WAIT_MS}"]
    return f"ATTACH '{_escaped(lake.attach_name)}' AS {LAKE} ({', '.join([*options, *more])})"


def _escaped(text: str) -> str:
    return text.replace("'", "''")


def _must_exist(lake: Lake) -> None:
    # A run that was killed as it made the catalog leaves an empty file; the next one goes on from there.
    if not lake.on_postgres and not (lake.catalog_file.is_file() and lake.catalog_file.stat().st_size):
        raise CatalogError(
            f"no warehouse at {lake.catalog_file}: run `hoptac ingest` first, or set HOPTAC_HOME"
        )


def _make_folders(lake: Lake) -> None:
    try:
        if not lake.on_postgres:
            lake.catalog_file.parent.mkdir(parents=True, exist_ok=True)
        if not lake.on_s3:
            Path(lake.data_path).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"cannot write to {error.filename}: {error.strerror}; set HOPTAC_HOME to a folder of yours"
        ) from error


def _opening_error(lake: Lake, error: Exception) -> StoreError:
    words = re.sub(r'^.*Failed to attach DuckLake MetaData .* at path \+ ".*?"(?=\w)', "", first_line(error))
    words = re.sub(r'^Unable to connect to Postgres at ".*?": ', "", words)
    if "file is not a database" in words or "not a DuckLake" in words:
        return CatalogError(f"{lake} is no hoptac catalog: {words}")
    if "Existing DuckLake" in words:
        return CatalogError(f"the catalog {lake} holds no hoptac tables: run `hoptac ingest` first")
    if lake.on_postgres:
        return StoreError(
            f"cannot open the catalog {lake}: {words}; check that the server runs and the words are right"
        )
    return StoreError(f"cannot open the catalog {lake}: {words}")


def is_changed(error: Exception) -> bool:
    """Whether an error of DuckDB means that an encrypted file is not as it was written."""
    return any(words in str(error) for words in ("AES tag differs", "DecryptionTransport"))


def first_line(error: Exception) -> str:
    """The first line of an error of DuckDB, which often adds a page of context; never with a password."""
    line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if is_changed(error):
        line = "a data file is damaged: `hoptac maintain` names it, `hoptac rebuild` heals its table"
    elif gone := re.search(r"[^\"'/]+\.parquet.*(?:No such file|404)", line):
        name = gone[0].partition(".parquet")[0]
        line = f"the data file {name}.parquet is gone: `hoptac rebuild` heals its table"
    return masked(line)


def _set_secret(connection: "duckdb.DuckDBPyConnection", lake: Lake, environ: Mapping[str, str]) -> None:
    if not lake.on_s3:
        return
    options = ", ".join(f"{key} '{_escaped(value)}'" for key, value in s3_options(environ).items())
    execute_masked(connection, f"CREATE OR REPLACE SECRET hoptac_s3 (TYPE s3, {options})")


def s3_options(environ: Mapping[str, str]) -> dict[str, str]:
    """DuckDB's S3 words from the usual AWS_* variables and HOPTAC_S3_ENDPOINT, _URL_STYLE, _USE_TLS.

    An endpoint may be a URL (its scheme sets TLS) or host:port. Servers other than Amazon's are
    spoken to in path style unless HOPTAC_S3_URL_STYLE=vhost.
    """
    endpoint = (
        environ.get("HOPTAC_S3_ENDPOINT")
        or environ.get("AWS_ENDPOINT_URL_S3")
        or environ.get("AWS_ENDPOINT_URL", "")
    )
    url = urlsplit(endpoint if "://" in endpoint else f"https://{endpoint}")
    found = {
        "KEY_ID": environ.get("AWS_ACCESS_KEY_ID", ""),
        "SECRET": environ.get("AWS_SECRET_ACCESS_KEY", ""),
        "SESSION_TOKEN": environ.get("AWS_SESSION_TOKEN", ""),
        "REGION": environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or "us-east-1",
        "ENDPOINT": url.netloc,
        "URL_STYLE": environ.get("HOPTAC_S3_URL_STYLE") or ("path" if url.netloc else "vhost"),
        "USE_SSL": environ.get("HOPTAC_S3_USE_TLS") or ("false" if url.scheme == "http" else "true"),
    }
    return {key: value for key, value in found.items() if value}
