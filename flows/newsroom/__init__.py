"""A local web site of six invented papers: what the demo reads and the tests of the whole path judge by.

Everything that the papers say is invented; see README.md.
"""

from flows.newsroom.server import Newsroom

__all__ = ["Newsroom"]
