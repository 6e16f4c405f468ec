"""Fundus' own path over a CC-NEWS file, in an environment of its own: prints the number of articles."""

import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from fundus import PublisherCollection, Requires
from fundus.scraping.html import CCNewsSource
from fundus.scraping.scraper import CCNewsScraper


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


path = Path(sys.argv[1])
server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(path.parent)))
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/{path.name}"
scraper = CCNewsScraper(CCNewsSource(*PublisherCollection, warc_path=url))
print(sum(bool(article.plaintext) for article in scraper.scrape("suppress", Requires("title", "body"))))
