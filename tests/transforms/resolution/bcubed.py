"""B-cubed agreement of two clusterings (Bagga and Baldwin 1998)."""

from collections import defaultdict
from collections.abc import Hashable, Mapping


def bcubed(found: Mapping[str, Hashable], true: Mapping[str, Hashable]) -> tuple[float, float, float]:
    """Precision, recall and F1 of ``found`` against ``true``, both item -> cluster over the same items."""
    precision, recall = _mean_share(found, true), _mean_share(true, found)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _mean_share(clusters: Mapping[str, Hashable], labels: Mapping[str, Hashable]) -> float:
    members: dict[Hashable, list[str]] = defaultdict(list)
    for item, cluster in clusters.items():
        members[cluster].append(item)
    shares = (
        sum(labels[other] == labels[item] for other in members[cluster]) / len(members[cluster])
        for item, cluster in clusters.items()
    )
    return sum(shares) / len(clusters)
