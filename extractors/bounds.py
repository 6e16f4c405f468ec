"""How much of a stranger's answer is taken, and how long is waited for it."""

from warehouse.record import record

MEGABYTE = 1024 * 1024


@record
class Bounds:
    """Limits of one fetch; each overrun has its outcome word."""

    wire_bytes: int = 16 * MEGABYTE
    """Body on the wire; more is too_large."""
    page_bytes: int = 16 * MEGABYTE
    """Page after inflating; more is too_large. The largest news pages hold 2 to 3 MB."""
    feed_bytes: int = 52 * MEGABYTE
    """Feed or sitemap after inflating; the sitemap protocol allows 50 MB."""
    robots_bytes: int = 512 * 1024
    """Robots.txt; what follows is not read (RFC 9309 asks for 500 KiB)."""
    ratio: float = 200.0
    """Inflated over wire bytes, once more than ratio_from; more is too_large."""
    ratio_from: int = 2 * MEGABYTE
    """Inflated bytes up to which any ratio is taken."""
    codings: int = 2
    """Content codings on top of each other; more is bad_encoding."""
    header_bytes: int = 64 * 1024
    """Status line and headers, interim answers included; more is too_large."""
    redirects: int = 5
    """Hops after the first address; more is too_many_redirects."""
    url_length: int = 4096
    """Characters of an address; longer is blocked_address."""
    connect_seconds: float = 10.0
    """To connect; more is timeout."""
    idle_seconds: float = 15.0
    """Between two pieces of an answer; more is timeout."""
    total_seconds: float = 60.0
    """From the request to the last byte; more is timeout."""
    slow_seconds: float = 8.0
    """After which an answer must have come at slow_rate; else timeout."""
    slow_rate: float = 512.0
    """Bytes a second that an answer must bring in the mean."""
    tries: int = 5
    """Requests for one address that fails in passing ways, the first included."""
    backoff_seconds: float = 0.5
    """Wait before the second try; doubles from try to try, with jitter."""
    backoff_most_seconds: float = 8.0
    """Longest wait that the program chooses by itself."""
    retry_after_seconds: float = 60.0
    """Longest Retry-After that is waited for; a longer one ends the run for the host."""
    crawl_delay_seconds: float = 300.0
    """Longest Crawl-delay; hosts that ask for more are not fetched."""
