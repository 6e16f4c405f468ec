"""What the newsroom sends for one address."""

import gzip
import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from warehouse.record import record


@record
class Response:
    """A response before negotiation: ``body`` is not compressed yet; ``cut`` means it stops half way."""

    body: bytes = b""
    content_type: str | None = "text/html; charset=utf-8"
    status: int = 200
    changed: datetime | None = None
    location: str | None = None
    cut: bool = False

    @property
    def etag(self) -> str:
        return f'"{hashlib.blake2b(self.body, digest_size=10).hexdigest()}"'

    @property
    def may_be_packed(self) -> bool:
        return self.content_type != "application/gzip"

    def is_known(self, if_none_match: str | None, if_modified_since: str | None) -> bool:
        """Says whether the client's copy is current; the entity tag wins over the date (RFC 9110, 13.1.3)."""
        if self.status != 200:
            return False
        if if_none_match:
            return self.etag in (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
        return bool(if_modified_since and self.changed) and self._is_not_newer(str(if_modified_since))

    def _is_not_newer(self, stamp: str) -> bool:
        try:
            return self.changed is not None and self.changed <= parsedate_to_datetime(stamp)
        except ValueError:
            return False

    def headers(self) -> dict[str, str]:
        """Gives the headers that do not depend on the request."""
        told: dict[str, str | None] = {"Content-Type": self.content_type, "Location": self.location}
        if self.status == 200:
            told |= {"ETag": self.etag, "Last-Modified": _stamp(self.changed)}
        return {name: value for name, value in told.items() if value}


def _stamp(changed: datetime | None) -> str | None:
    return format_datetime(changed.astimezone(UTC), usegmt=True) if changed else None


def compressed(body: bytes) -> bytes:
    """Compresses a body the same way each time: no clock in the header."""
    return gzip.compress(body, compresslevel=1, mtime=0)
