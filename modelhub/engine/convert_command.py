"""python -m modelhub.engine convert: a model with pickled weights becomes one with safetensors."""

import argparse
import sys
from pathlib import Path

from modelhub.engine.checkpoints import CheckpointRefused
from modelhub.engine.checkpoints.convert import convert_checkpoint


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its options."""
    parser = commands.add_parser("convert", help="turn pickled weights (.bin) into safetensors", description=__doc__)
    parser.set_defaults(run=run)
    parser.add_argument("source", type=Path, metavar="DIR", help="a directory with pytorch_model.bin")
    parser.add_argument("target", type=Path, metavar="NEW_DIR", help="a directory that does not exist yet")


def run(options: argparse.Namespace) -> int:
    """Convert; return 0, or 2 with the reason on standard error."""
    try:
        names = convert_checkpoint(options.source, options.target)
    except (CheckpointRefused, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{options.target}: {', '.join(names)}\n")
    return 0
