"""The engine at the command line, on any machine with torch, transformers and peft: python -m modelhub.engine COMMAND."""

import argparse
import sys
from collections.abc import Sequence

from modelhub.engine import convert_command, generate_command, synthesise_command, train_command


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; exit status 2 and a message on standard error when its input can't be used."""
    parser = argparse.ArgumentParser(prog="python -m modelhub.engine", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in (generate_command, convert_command, synthesise_command, train_command):
        command.add_to(commands)
    options = parser.parse_args(arguments)
    return int(options.run(options))


if __name__ == "__main__":
    sys.exit(main())
