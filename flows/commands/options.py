"""Flags that several commands share, each one setting."""

import functools
from collections.abc import Callable
from typing import Any

import click

from flows.settings import Settings, load_settings

FLAGS = ("home", "catalog", "store", "sources", "allow_hosts")


def with_settings(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the flags of the main settings and hands the command a Settings as its first argument."""

    @click.option("--home", help="Folder for catalog, tables and raw captures (HOPTAC_HOME).")
    @click.option("--catalog", help="DuckLake catalog: a file or postgres:... (HOPTAC_CATALOG).")
    @click.option("--store", help="Data files and captures: a folder or s3://... (HOPTAC_STORE).")
    @click.option("--sources", help="Source file or folder of them (HOPTAC_SOURCES).")
    @click.option("--allow-hosts", help="Private hosts that may be fetched (HOPTAC_ALLOW_HOSTS).")
    @functools.wraps(command)
    def wrapped(*args: Any, **options: Any) -> Any:
        settings: Settings = load_settings({name: options.pop(name) for name in FLAGS})
        return command(settings, *args, **options)

    return wrapped
