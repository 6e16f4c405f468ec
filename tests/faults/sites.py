"""Sources for tests of fetching: nothing but a site and how to treat it."""

from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True, kw_only=True)
class Polite:
    delay: float = 0.0
    concurrency: int = 4
    respect_robots: bool = False


@dataclass(frozen=True, kw_only=True)
class Site:
    """The site of one host and port."""

    homepage: str
    name: str = "site"
    ports: tuple[int, ...] = ()
    polite: Polite = Polite()
    others: tuple[str, ...] = ()

    def same_site(self, url: str) -> bool:
        return urlsplit(url).netloc in (urlsplit(self.homepage).netloc, *self.others)
