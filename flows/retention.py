"""Removes captures of listings when they are old: by far the most of what polls bring, and of the least use.

Pages are never removed: a site may take them down, and everything else is made from them. A poll leaves
a file with feeds, sitemaps and robots.txt alone; what these named is in the warehouse.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from flows.job import Job
from flows.liveness import Busy, held, locks_folder, this_process
from warehouse.store import Store
from warehouse.transaction import Transaction

log = logging.getLogger(__name__)

# A page is an address that a listing named or an article has; the first request for it is under that address.
_LISTINGS = """
    WITH pages AS (SELECT url FROM state.urls UNION SELECT url FROM article_versions
                   UNION SELECT url FROM rejects),
         files AS (SELECT warc_file FROM fetches WHERE warc_file IS NOT NULL
                   GROUP BY warc_file HAVING max(requested_at) < $before)
    SELECT warc_file FROM files WHERE warc_file NOT IN (
        SELECT f.warc_file FROM fetches f JOIN pages USING (url) WHERE f.warc_file IS NOT NULL)
      AND warc_file NOT IN (SELECT warc_file FROM state.held_files)
      AND warc_file NOT LIKE '%-import-%'
    ORDER BY warc_file"""


def drop_listings(job: Job, at: datetime, keep_days: int) -> int:
    """Removes capture files that hold listings alone and are older than ``keep_days``; gives their number.

    The rows of their requests stay, without the place of the capture. A rebuild that is at work is not
    disturbed: then the next maintenance does it.
    """
    try:
        with held(locks_folder(job.settings.home), "rebuild", this_process()):
            files = find_listings(job.store, at - timedelta(days=keep_days))
            # Files first: if this is killed between, the rows still name them, and the next run goes on.
            for file in files:
                job.captures.remove(file)
            if files:
                run_id, told = job.run.run_id, f"{len(files)} captures of old listings removed"
                job.store.write(run_id, told, lambda tx: _forget(tx, files))
            return len(files)
    except Busy:
        log.info("captures are kept as they are: a rebuild reads them")
        return 0


def find_listings(store: Store, before: datetime) -> list[str]:
    """Capture files without any page, of requests that were all made before a moment."""
    return [row[0] for row in store.rows(_LISTINGS, {"before": before})]


def _forget(tx: Transaction, files: Sequence[str]) -> None:
    tx.execute(
        """UPDATE fetches SET warc_file = NULL, warc_offset = NULL
        WHERE warc_file IN (SELECT unnest($files))""",
        {"files": list(files)},
    )
