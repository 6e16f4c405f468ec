"""news-please's own path over a CC-NEWS file, in an environment of its own: prints the number of articles."""

import logging
import sys

from newsplease import NewsPlease
from warcio.archiveiterator import ArchiveIterator

logging.disable(logging.CRITICAL)
count = 0
with open(sys.argv[1], "rb") as stream:
    for record in ArchiveIterator(stream):
        if record.rec_type == "response":
            try:
                article = NewsPlease.from_warc(record, fetch_images=False)
            except Exception:  # noqa: BLE001 - it raises on some pages, and a crawl goes on
                continue
            count += bool(article and article.maintext)
print(count)
