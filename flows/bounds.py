"""A hard bound on the memory of a process that answers strangers' SQL.

DuckDB's own limit does not count what one call of a scalar function takes: ``repeat(x, 3e9)`` was seen
to take 5.8 GB under a limit of 256 MB, and cannot be interrupted. Under this bound it is refused at once.
"""

import re

# Address space that Python, DuckDB, its extensions and the threads' stacks take besides what queries may use.
BESIDES_BYTES = 4 << 30
_UNITS = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


def bound_memory(memory_limit: str) -> None:
    """Bounds this process's address space by DuckDB's limit and 4 GB, where the system knows such a bound."""
    allowed = in_bytes(memory_limit)
    if allowed is None:
        return
    try:
        import resource

        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (BESIDES_BYTES + allowed, hard))
    except (ImportError, ValueError, OSError):
        return


def in_bytes(memory_limit: str) -> int | None:
    """Bytes of a limit as DuckDB takes it, such as 256MB or 1.5GiB; null for a share such as 80%."""
    found = re.fullmatch(r"\s*([\d.]+)\s*([KMGT])(i?B)?\s*", memory_limit, re.IGNORECASE)
    return int(float(found[1]) * _UNITS[found[2].upper()]) if found else None
