"""The rating page beside its peers': python -m bench.bench_peers installs them, lets all work in turns, compares."""

import argparse
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.keeping import keep
from bench.peers.entrant import OURS, blindbench, peer_at_work
from bench.peers.installation import CannotInstall, Installation, install, size_mb
from bench.peers.label_studio import LABEL_STUDIO
from bench.peers.own_installation import first_run_s, installed_mb
from bench.peers.pearmut import PEARMUT
from bench.peers.potato import POTATO
from bench.peers.report import figures, markdown, rows
from bench.peers.rounds import Record, in_turns

PEERS = {"potato": POTATO, "pearmut": PEARMUT, "label_studio": LABEL_STUDIO}
N_RATERS = 8
# Five times the demo's tables; nobody answers them all.
N_PAIRS = 310


def main() -> None:
    """Install, measure, keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=PEERS, default=list(PEERS), metavar="NAME", help=", ".join(PEERS))
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the installations here and use them again")
    options = parser.parse_args()
    # So that what we started is ended when we are told to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("told to end"))
    with tempfile.TemporaryDirectory(prefix="blindbench-peers-") as folder:
        installed = _installed(options.only, (options.keep or Path(folder) / "installed").resolve())
        _compare(Path(folder), installed)


def _installed(names: Sequence[str], folder: Path) -> dict[str, Installation]:
    found = {}
    for name in names:
        try:
            found[name] = install(PEERS[name], folder / PEERS[name].requirement)
        except CannotInstall as reason:
            print(f"Left out: {reason}", file=sys.stderr)
    return found


def _compare(folder: Path, installed: dict[str, Installation]) -> None:
    with ExitStack() as stack:
        ours, pairs = stack.enter_context(blindbench(folder / "blindbench", N_PAIRS, N_RATERS))
        peers = [
            stack.enter_context(peer_at_work(PEERS[name], where, folder / name, pairs, N_RATERS))
            for name, where in installed.items()
        ]
        names = {name for pair in pairs for name in (pair.left_model, pair.right_model)}
        records = in_turns([ours, *peers], names)
    _report(records, installed, len(names))


def _report(records: Sequence[Record], installed: dict[str, Installation], n_names: int) -> None:
    sizes = installed_mb()
    taken: dict[str, tuple[float | None, float, float]] = {
        OURS: (None, first_run_s(with_uv=all(one.with_uv for one in installed.values())), sum(sizes.values()))
    }
    for record, (name, where) in zip(records[1:], installed.items(), strict=True):
        warm_s = where.warm_s + record.entrant.start_s
        taken[PEERS[name].name] = (where.cold_s, warm_s, size_mb(Path(where.folder)))
    table = rows(records, taken, n_names)
    keep("peers", figures(records, table))
    print(f"\nOf Blindbench's {sum(sizes.values()):.0f} MB, torch is {sizes['torch']:.0f} MB.\n")
    print(markdown(records, table))


if __name__ == "__main__":
    main()
