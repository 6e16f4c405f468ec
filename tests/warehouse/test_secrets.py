"""Passwords and keys are in no message, log or traceback."""

import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from warehouse.connect import Lake, StoreError, connect, masked

HOPTAC = Path(sys.executable).with_name("hoptac")
CATALOGS = [
    "postgres:host=127.0.0.1 port=1 user=desk password=gei5heim dbname=news",
    "postgres:host=127.0.0.1 port=1 user=desk password = 'gei5heim \\' mehr' dbname=news",
    "postgres:postgresql://desk:gei5heim@127.0.0.1:1/news",
]


@pytest.mark.parametrize("catalog", CATALOGS)
def test_a_catalog_that_is_away_is_named_without_its_password(catalog: str, tmp_path: Path) -> None:
    with pytest.raises(StoreError) as raised:
        connect(Lake(catalog=catalog, store=str(tmp_path)), read_only=False)

    assert "gei5heim" not in "".join(traceback.format_exception(raised.value))
    assert "127.0.0.1" in str(raised.value)
    assert "Connection refused" in str(raised.value)


@pytest.mark.parametrize("catalog", CATALOGS)
@pytest.mark.parametrize("words", [["sql", "SELECT 1"], ["--debug", "sql", "SELECT 1"]])
@pytest.mark.slow
def test_commands_do_not_print_a_password(catalog: str, words: list[str], tmp_path: Path) -> None:
    environment = {**os.environ, "HOPTAC_CATALOG": catalog, "HOPTAC_HOME": str(tmp_path)}

    done = subprocess.run([HOPTAC, *words], env=environment, capture_output=True, text=True, check=False)

    assert done.returncode != 0
    assert "gei5heim" not in done.stdout + done.stderr


@pytest.mark.slow
def test_a_flow_leaves_no_password_in_its_journal(tmp_path: Path) -> None:
    environment = {**os.environ, "HOPTAC_CATALOG": CATALOGS[0], "HOPTAC_HOME": str(tmp_path)}

    done = subprocess.run(
        [HOPTAC, "ingest", "baohatinh"], env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    written = "".join(path.read_text("utf-8", "replace") for path in tmp_path.rglob("*") if path.is_file())
    assert "gei5heim" not in done.stdout + done.stderr + written


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("host=a password=b c=d", "host=a password=*** c=d"),
        ("password='a b' x", "password=*** x"),
        ("https://me:pw@host/p and https://host/me:pw@x", "https://me:***@host/p and https://host/me:pw@x"),
        ("(KEY_ID 'a', SECRET 'b''c', REGION 'd')", "(KEY_ID 'a', SECRET '***', REGION 'd')"),
        ("nothing here", "nothing here"),
    ],
)
def test_secrets_are_masked(text: str, shown: str) -> None:
    assert masked(text) == shown
