"""`hoptac tables`: what there is to query."""

from difflib import get_close_matches

import click

from flows.commands.options import with_settings
from flows.lake import lake_of
from flows.settings import Settings
from warehouse.connect import connect
from warehouse.dictionary import Relation, describe_tables
from warehouse.sql_guard import QueryError


@click.command()
@click.argument("name", required=False)
@click.option("--all", "everything", is_flag=True, help="The pipeline's own state, too.")
@with_settings
def command(settings: Settings, name: str | None, everything: bool) -> None:
    """List tables and views with their rows, or one with its columns and their meaning."""
    with connect(lake_of(settings), read_only=True) as connection:
        relations = describe_tables(lambda sql: connection.execute(sql).fetchall(), name)
        if name is None:
            for relation in relations:
                if everything or "." not in relation.name:
                    click.echo(f"{relation.name:26} {relation.rows or 0:>10,}  {relation.comment}")
            return
        if not relations:
            known = describe_tables(lambda sql: connection.execute(sql).fetchall(), count=False)
            raise QueryError(_unknown(name, [relation.name for relation in known]))
    for relation in relations:
        _tell(relation)


def _tell(relation: Relation) -> None:
    click.echo(f"{relation.name} ({relation.kind}, {relation.rows:,} rows): {relation.comment}")
    width = max(len(column.name) for column in relation.columns)
    for column in relation.columns:
        click.echo(f"  {column.name:{width}}  {column.type:24}  {column.comment}")
    click.echo(f'example: hoptac sql "{relation.example}"')


def _unknown(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, 1)
    return f"no table {name!r}" + (f"; did you mean {near[0]!r}?" if near else "; `hoptac tables` lists them")
