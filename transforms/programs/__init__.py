"""Reads cooperation programs out of articles, each field with the words that support it."""

from transforms.programs.reader import READER, read_mentions
from transforms.programs.records import Document, ReadResult

__all__ = ["READER", "Document", "ReadResult", "read_mentions"]
