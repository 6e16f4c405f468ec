"""What leases cost: processor and wall milliseconds of one renewal, one check before a commit, one taking.

python tests/bench/bench_lease.py ["postgres:host=127.0.0.1 user=postgres dbname=postgres"]
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from warehouse.connect import Lake
from warehouse.lease import Leases

TIMES = 200


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for catalog in (str(Path(folder) / "catalog.sqlite"), *sys.argv[1:]):
            leases = Leases(Lake(catalog=catalog, store=folder), "run-bench", "here:1", 60)
            leases.take("run bench")
            for number in range(100):
                leases.take(f"source bench{number}")
            print("PostgreSQL" if catalog.startswith("postgres:") else "file")
            report("renewal of 101 leases", lambda leases=leases: leases.renew("run bench"))  # type: ignore[misc]
            report("check before a commit", lambda leases=leases: leases.has("run bench"))  # type: ignore[misc]
            report("taking", lambda leases=leases: leases.take("source bench1"))  # type: ignore[misc]
            for lease in leases.held():
                leases.forget(lease.name)
            leases.close()


def report(what: str, act: Callable[[], object]) -> None:
    begun, used = time.perf_counter(), time.process_time()
    for _ in range(TIMES):
        act()
    wall, spent = time.perf_counter() - begun, time.process_time() - used
    print(f"  {what}: {spent / TIMES * 1000:.2f} ms of processor, {wall / TIMES * 1000:.2f} ms")


if __name__ == "__main__":
    main()
