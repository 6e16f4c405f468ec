"""A commit whose answer was lost: was it made, and is it whole?

DuckLake takes a commit without an answer for one that failed, and removes the files that it wrote for it. If
the catalog has taken it all the same, it names files that are gone.
"""

from warehouse.connect import CATALOG, LAKE, StoreError
from warehouse.record import TABLES
from warehouse.transaction import Transaction


def was_made(tx: Transaction, mark: str) -> bool:
    """Whether the snapshot with a mark is there. Raises StoreError where it is, and its files are gone."""
    marked = f"FROM ducklake_snapshots('{LAKE}') WHERE contains(commit_extra_info, ?)"
    found = tx.rows(f"SELECT snapshot_id {marked}", [mark])
    if not found:
        return False
    if gone := [file for file in _files(tx, int(found[0][0])) if not tx.rows("FROM glob(?)", [file])]:
        raise StoreError(
            f"the catalog went away in the middle of a commit, and {len(gone)} data files are lost, such as "
            f"{gone[0]}: `hoptac rebuild` heals their tables"
        )
    return True


def _files(tx: Transaction, snapshot_id: int) -> list[str]:
    """Whole paths of the data files and lists of deleted rows that a snapshot added."""
    added = tx.rows(
        f"""SELECT path FROM {CATALOG}.ducklake_data_file WHERE begin_snapshot = $1
        UNION ALL SELECT path FROM {CATALOG}.ducklake_delete_file WHERE begin_snapshot = $1""",
        [snapshot_id],
    )
    names = {path.rpartition("/")[2] for (path,) in added}
    listed = [
        file
        for table in TABLES.values()
        for files in tx.rows(
            f"""SELECT data_file, delete_file
            FROM ducklake_list_files('{LAKE}', '{table.name}', schema => '{table.schema}')"""
        )
        for file in files
        if file
    ]
    return [file for file in listed if file.rpartition("/")[2] in names]
