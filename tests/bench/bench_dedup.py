"""Prints the cost of a batch of 1,000 against growing stores: join on band keys, in CPU seconds.

bench_dedup.py [STORED ...]      (default 10,000 and 100,000)
"""

import sys
import time

import duckdb
import numpy as np
import pyarrow as pa

KEYS = 33
BATCH = 1_000
HOT = 50
CANDIDATES = f"""
    WITH found AS (SELECT s.band, s.article_id FROM bands s SEMI JOIN batch b ON s.band = b.band),
         rare AS (SELECT band FROM found GROUP BY band HAVING count(*) <= {HOT})
    SELECT b.article_id AS left_id, f.article_id AS right_id, count(*) AS shared
    FROM rare JOIN batch b USING (band) JOIN found f USING (band)
    GROUP BY ALL HAVING count(*) >= 2
"""


def keys(articles: int, seed: int) -> pa.Table:
    """Random band keys, three in ten of them drawn from runs that many articles share."""
    chance = np.random.default_rng(seed)
    own = chance.integers(-(2**63), 2**63 - 1, (articles, KEYS), np.int64)
    common = (chance.zipf(1.3, (articles, KEYS)) % 2_000_000).astype(np.int64)
    bands = np.where(chance.random((articles, KEYS)) < 0.3, common, own)
    names = np.repeat([f"{seed:02d}{number:014x}" for number in range(articles)], KEYS)
    return pa.table({"band": bands.ravel(), "article_id": names})


def measure(stored: int) -> str:
    lake = duckdb.connect()
    lake.execute("SET threads = 1")
    lake.execute("CREATE TABLE bands (band BIGINT, article_id VARCHAR)")
    for start in range(0, stored, 100_000):
        part = keys(min(100_000, stored - start), start // 100_000 + 1)
        lake.register("part", part)
        lake.execute("INSERT INTO bands SELECT * FROM part ORDER BY band")
    old = lake.execute(
        "SELECT band FROM bands WHERE article_id = (SELECT min(article_id) FROM bands)"
    ).to_arrow_table()
    lake.register("batch_rows", pa.concat_tables([keys(BATCH - 1, 99), old.append_column(
        "article_id", pa.array(["copy"] * len(old)))]))  # fmt: skip
    lake.execute("CREATE TABLE batch AS SELECT * FROM batch_rows")
    began = time.process_time()
    pairs = lake.execute(CANDIDATES).fetchall()
    return f"stored {stored}: join {time.process_time() - began:.2f} CPU s, {len(pairs)} pairs"


if __name__ == "__main__":
    for size in [int(one) for one in sys.argv[1:]] or [10_000, 100_000]:
        print(measure(size), flush=True)
