"""CPU of what every command pays to know its sources, and of reading their feeds, sitemaps and listings."""

import time
from collections.abc import Callable
from zoneinfo import ZoneInfo

from extractors.feeds import read_feed
from extractors.listings import read_listing
from extractors.sitemaps import read_sitemap
from extractors.source import load_registry
from extractors.urls import canonical_url

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
URL = "https://baomoi.example/kinh-te/hai-tinh-ky-ket-chuong-trinh-hop-tac-post{}.html"
DATE = "<pubDate>Sat, 22 Aug 2026 18:13:39 +07</pubDate>"
ITEM = f"<item><title><![CDATA[Hai tỉnh]]></title><link>{URL}</link>{DATE}</item>"


def cpu_ms(work: Callable[[], object], times: int) -> float:
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times * 1000


def main() -> None:
    feed = f"<rss><channel>{''.join(ITEM.format(n) for n in range(100))}</channel></rss>"
    places = "".join(
        f"<url><loc>{URL.format(n)}</loc><lastmod>2026-08-22</lastmod></url>" for n in range(10_000)
    )
    sitemap = f"<urlset>{places}</urlset>"
    page = "".join(f"<h3><a href={URL.format(n)}>Hai tỉnh ký kết</a></h3>" for n in range(300))
    address = URL.format(1) + "?utm_source=zalo#x"
    print(f"sources: registry of {len(load_registry())} files {cpu_ms(load_registry, 3):.0f} ms")
    print(f"sources: feed of 100 items {cpu_ms(lambda: read_feed(feed, address, ZONE), 20):.1f} ms")
    print(f"sources: sitemap of 10,000 {cpu_ms(lambda: read_sitemap(sitemap, address, ZONE), 2):.0f} ms")
    print(f"sources: listing of 300 links {cpu_ms(lambda: read_listing(page, address, ('h3 a',)), 5):.0f} ms")
    print(f"sources: canonical_url {cpu_ms(lambda: canonical_url(address), 5_000):.3f} ms")


if __name__ == "__main__":
    main()
