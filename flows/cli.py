"""The command line: finds a command, runs it, and turns errors into one clear line and an exit code."""

import importlib
import os
import sys
import traceback
from typing import Any

import click

# Command -> (where it lives, what it does). Modules are imported only when their command runs,
# so that `hoptac --help` does not wait for DuckDB or Prefect.
COMMANDS = {
    "ingest": ("flows.commands.ingest", "fetch what is new from all or the named sources"),
    "backfill": ("flows.commands.backfill", "fill a past range from the sites' archives or from WARC files"),
    "schedule": ("flows.commands.schedule", "serve every flow on its schedule until stopped"),
    "server": ("flows.commands.server", "Prefect's own pages over the runs of this home"),
    "sql": ("flows.commands.sql", "read-only SQL on the warehouse"),
    "tables": ("flows.commands.tables", "tables, their columns and what they mean"),
    "report": ("flows.commands.report", "a self-contained web page on programs and sources"),
    "status": ("flows.commands.status", "last runs, freshness, failures, size"),
    "sources": ("flows.commands.sources", "list, check or learn sources"),
    "rebuild": ("flows.commands.rebuild", "make the warehouse again from the raw captures"),
    "maintain": ("flows.commands.maintain", "compaction, snapshot expiry, orphan clean-up"),
    "export": ("flows.commands.export", "every public table as plain files of one snapshot"),
    "diff": ("flows.commands.diff", "what changed between two snapshots"),
    "extract": ("flows.commands.extract", "filter: pages in, article text and metadata out (JSONL)"),
    "dedup": ("flows.commands.dedup", "filter: texts in, clusters of copies out (JSONL)"),
    "programs": ("flows.commands.programs", "filter: articles in, cooperation programs out (JSONL)"),
    "gold": ("flows.commands.gold", "score the program reader on labelled articles"),
    "demo": ("flows.commands.demo", "the whole path on the bundled newsroom"),
}

USAGE_ERRORS = {
    "SettingsError", "SourceError", "RefusedQuery", "QueryError", "UsageError", "CatalogError",
    "NewerCatalog", "DecisionsError",
}  # fmt: skip
RUN_ERRORS = {
    "ClusterLost",
    "StoreError",
    "LockTimeout",
    "RunFailed",
    "Busy",
    "LeaseLost",
    "OSError",
    "PermissionError",
    "ServerError",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        return importlib.import_module(COMMANDS[cmd_name][0]).command  # type: ignore[no-any-return]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, meaning) for name, (_, meaning) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error.")
@click.version_option(package_name="hoptac")
def cli(debug: bool) -> None:
    """News pages in, a warehouse of cooperation programs out."""
    if debug:
        os.environ["HOPTAC_DEBUG"] = "1"


def main() -> None:
    """Runs the command line; exits with 0, 1 (the run failed) or 2 (wrong usage or configuration)."""
    # Flags of the group also work behind the command, where people look for them.
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    if len(arguments) < len(sys.argv) - 1:
        os.environ["HOPTAC_DEBUG"] = "1"
    sys.exit(run(arguments))


def run(arguments: list[str]) -> int:
    """Runs one command and gives its exit code."""
    try:
        return int(cli.main(arguments, prog_name="hoptac", standalone_mode=False) or 0)
    except click.exceptions.Abort:
        return _fail("stopped", 1)
    except click.ClickException as error:
        error.show()
        return 2
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  # the reader of the pipe went away
        return 0
    except KeyboardInterrupt:
        return _fail("stopped", 130)
    except Exception as error:  # noqa: BLE001  # the border: every error becomes a line and a code
        return _explain(error)


def _explain(error: Exception) -> int:
    names = {kind.__name__ for kind in type(error).__mro__}
    if os.environ.get("HOPTAC_DEBUG"):
        traceback.print_exc()
    if names & USAGE_ERRORS:
        return _fail(str(error), 2)
    if names & RUN_ERRORS:
        return _fail(str(error), 1)
    return _fail(
        f"{type(error).__name__}: {_first_line(error)} (run again with --debug for the traceback)", 1
    )


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no message"])[0]


def _fail(message: Any, code: int) -> int:
    click.echo(f"hoptac: {message}", err=True)
    return code
