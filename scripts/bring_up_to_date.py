"""Database, static files and demo, prepared where something has changed since the last time."""

import sys
from collections.abc import Mapping

from scripts.child import Program
from scripts.options import RunOptions
from scripts.paths import ROOT
from scripts.prepared import is_prepared, mark_prepared
from scripts.supervisor import Supervisor


def bring_up_to_date(options: RunOptions, environment: Mapping[str, str], supervisor: Supervisor) -> None:
    """Run scripts.prepare unless nothing has changed. Raises StartError, StopRequested."""
    # Only our own SQLite file can be looked into without Django; any other database is always brought up to date.
    own_database = not options.database_url
    if own_database and is_prepared(ROOT, options.var_dir, demo=options.demo):
        return
    print("Preparing database, static files" + (" and demo …" if options.demo else " …"), flush=True)
    arguments = () if options.demo else ("--no-demo",)
    supervisor.run(Program("Preparing", (sys.executable, "-m", "scripts.prepare", *arguments), environment))
    if own_database:
        mark_prepared(ROOT, options.var_dir, demo=options.demo)
