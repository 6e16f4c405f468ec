"""Recognises pages that answer 200 but are not the page: challenges, consent walls, logins, soft 404s."""

from extractors.capture import Capture


def refusal(capture: Capture) -> str | None:
    """``challenge``, ``consent``, ``login``, ``soft_404``, or ``None`` for what may be the page."""
    return None
