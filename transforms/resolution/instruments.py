"""Which kinds of document outlets take for one another."""

# Measured on the labelled articles and their readings: a joint paper is called a thỏa thuận beside its own
# name; a memorandum is not called a program, nor a twinning a contract.
_CONFUSED = {
    frozenset(pair)
    for pair in (
        ("program", "agreement"), ("program", "plan"), ("program", "regulation"), ("mou", "agreement"),
        ("mou", "minutes"), ("minutes", "agreement"), ("contract", "agreement"), ("twinning", "agreement"),
        ("twinning", "minutes"), ("declaration", "minutes"), ("declaration", "agreement"),
        ("plan", "agreement"),
    )
}  # fmt: skip


def may_be_same(left: str, right: str) -> bool:
    """Whether two reports may name one document: no different words, or words that get confused."""
    return is_same(left, right) or frozenset((left, right)) in _CONFUSED


def is_same(left: str, right: str) -> bool:
    """Whether the words do not differ: equal, or one report names no document."""
    return left == right or "unspecified" in (left, right)
