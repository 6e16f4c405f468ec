"""What the pages of a host show together, learned while they pass by."""

from collections import OrderedDict
from urllib.parse import urlsplit

from extractors.article import observe_article
from extractors.capture import Capture
from extractors.site_knowledge import Observation, SiteKnowledge, learn

MOST_HOSTS = 100
"""Hosts that are remembered; the one not met for longest is forgotten. A host takes some 0.5 MB."""
_LEARNED_AT = (3, 5, 10)  # pages of a host after which is learned; more change next to nothing


class HostPages:
    """Remembers the first pages of each host. Knowledge depends on which pages came before."""

    def __init__(self, most_hosts: int = MOST_HOSTS) -> None:
        self._most = most_hosts
        self._pages: OrderedDict[str, dict[str, Observation]] = OrderedDict()
        self._known: dict[str, SiteKnowledge] = {}

    def known(self, url: str) -> SiteKnowledge | None:
        """What is known of the host of an address."""
        return self._known.get(_host(url))

    def add(self, capture: Capture) -> None:
        """Learns from a page, if it is an article and its host has not shown enough yet."""
        host = _host(capture.url)
        pages = self._pages.setdefault(host, {})
        self._pages.move_to_end(host)
        self._forget()
        if host and len(pages) < _LEARNED_AT[-1] and (shown := observe_article(capture, None)):
            pages[shown[0]] = shown[2]
            if len(pages) in _LEARNED_AT:
                self._known[host] = learn(pages.values(), capture.captured_at.date())

    def _forget(self) -> None:
        while len(self._pages) > self._most:
            host, _ = self._pages.popitem(last=False)
            self._known.pop(host, None)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""
