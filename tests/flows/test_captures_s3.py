"""Captures in an object store: a warehouse on PostgreSQL and S3 is the one that a folder would hold."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from flows.newsroom import Newsroom
from tests.flows.runs import desk_for
from tests.flows.tables import tables_of, timeless
from tests.objects import ObjectServer
from tests.warehouse.test_archive import exchange
from warehouse.archive import find_captures
from warehouse.captures import StoredCaptures
from warehouse.object_store import Place

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.mark.postgres
def test_a_warehouse_on_postgresql_and_s3_equals_one_in_a_folder(
    bucket: str, postgres: str, tmp_path: Path
) -> None:
    with Newsroom() as newsroom:
        folder = desk_for(newsroom, tmp_path)
        remote = replace(
            folder, home=tmp_path / "remote", catalog=f"postgres:{postgres}", store=bucket
        )
        for desk in (folder, remote):
            done = desk.run("ingest", "binhhai", seconds=300)
            assert done.returncode == 0, done.stderr
    before = tables_of(remote)
    assert before["articles"]
    assert timeless(before) == timeless(tables_of(folder))
    assert not list((remote.home / "captures").rglob("*"))

    elsewhere = replace(remote, home=tmp_path / "elsewhere")
    done = elsewhere.run("rebuild", seconds=300)
    assert done.returncode == 0, done.stderr
    assert tables_of(elsewhere) == before


def test_captures_go_to_the_store_and_come_back_through_a_small_spool(bucket: str, tmp_path: Path) -> None:
    near = StoredCaptures(bucket, tmp_path / "near")
    names = []
    for number in range(3):
        with near.writer("bao_a", "run-1") as writer:
            writer.put(exchange(number))
            names += writer.publish()

    far = StoredCaptures(bucket, tmp_path / "far", spool_bytes=1)
    assert sorted(far.names("bao_a")) == sorted(far.names()) == sorted(names)
    assert [far.get(name, near.exchanges(name)[0].offset).url[-5] for name in names] == ["0", "1", "2"]
    assert len(list((tmp_path / "far").rglob("*.warc.gz"))) == 1


def test_what_a_dead_writer_left_is_salvaged_into_the_store(bucket: str, tmp_path: Path) -> None:
    captures = StoredCaptures(bucket, tmp_path)
    writer = captures.writer("bao_a", "run-1")
    writer.put(exchange(1))
    writer.close()  # as if killed: the part stays

    (part,) = captures.parts()
    name = captures.salvage(part)

    assert name is not None
    assert list(captures.names()) == [name]
    assert len(list(find_captures(captures.local(name)))) == 1


def test_a_file_is_whole_or_not_there_while_the_server_is_away(
    objects: ObjectServer, bucket: str
) -> None:
    place = Place(url=bucket)
    place.write(b"old", "a/b")
    objects.stop()
    back = threading.Timer(2, objects.start)
    back.start()

    place.write(b"new", "a/b")
    back.join()

    assert (place.read("a/b"), place.size("a/c"), list(place.names())) == (b"new", None, ["a/b"])


