"""A catalog on PostgreSQL with its files on a real S3 server."""

from pathlib import Path

import pytest
from readings import make_reading

from warehouse.commit import write_articles
from warehouse.connect import Lake
from warehouse.export import export
from warehouse.maintain import maintain
from warehouse.query import Console, RefusedQuery
from warehouse.store import Store


@pytest.mark.slow
@pytest.mark.postgres
def test_the_warehouse_lives_on_postgresql_and_s3(bucket: str, postgres: str, tmp_path: Path) -> None:
    catalog = f"postgres:{postgres}"
    with Store.open(catalog, bucket) as store:
        for day in range(3):
            batch = [make_reading(f"a{day}-{number}", "Nội dung. " * 50, day=day) for number in range(80)]
            store.write("r", "m", lambda tx, batch=batch: write_articles(tx, batch))
        assert store.rows("SELECT count(*), count(DISTINCT body) FROM articles") == [(240, 1)]
        assert maintain(store).files_after < 6
    lake = Lake(catalog=catalog, store=bucket)
    with Console(lake) as console:
        with console.ask("SELECT count(*), max(title) FROM articles") as answer:
            assert list(answer.rows()) == [(240, "Tin a2-9")]
        with pytest.raises(RefusedQuery), console.ask("SELECT * FROM read_text('/etc/hostname')"):
            pass
    assert export(lake, tmp_path / "out").rows["articles"] == 240
