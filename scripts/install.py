"""Makes .venv and installs a requirements file into it; does nothing while the file is unchanged."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from scripts.installer import choose_installer
from scripts.paths import ROOT, VENV, VENV_PYTHON
from scripts.requirements import is_installed, mark_installed, pinned
from scripts.start_error import StartError


def main() -> int:
    """Install the file named on the command line, or with --gpu the CUDA build of torch on top of it."""
    parser = argparse.ArgumentParser(prog="scripts.install", description=__doc__)
    parser.add_argument("requirements", nargs="?", default="requirements.txt")
    parser.add_argument("--gpu", action="store_true", help="then replace torch by its CUDA build")
    arguments = parser.parse_args()
    try:
        install(ROOT / arguments.requirements)
        if arguments.gpu:
            install_gpu(ROOT / arguments.requirements)
    except StartError as error:
        print(f"Cannot install: {error}", file=sys.stderr)
        return 1
    return 0


def install(requirements: Path) -> None:
    """Bring .venv up to the file; raises StartError when the environment or a package cannot be had."""
    if is_installed(requirements, VENV):
        return
    print(f"Installing {requirements.name} into .venv (once, and again when the file changes) …", flush=True)
    if not VENV_PYTHON.exists():
        _make_venv()
    choose_installer(VENV_PYTHON).install(*_torch_index("--extra-index-url"), "-r", str(requirements))
    mark_installed(requirements, VENV)


def install_gpu(requirements: Path) -> None:
    """Replace torch by the CUDA build of TORCH_INDEX_URL, or of the package registry where that is unset."""
    installer = choose_installer(VENV_PYTHON, with_pip_sources=False)
    again = ("--reinstall-package", "torch") if installer.is_uv else ("--force-reinstall",)
    installer.install(*again, *_torch_index("--index-url"), pinned(requirements, "torch"))
    probe = "import sys, torch; sys.exit(torch.version.cuda is None)"
    if subprocess.run([VENV_PYTHON, "-c", probe], check=False).returncode:
        raise StartError("the torch found here has no CUDA. Let TORCH_INDEX_URL name an index of CUDA builds.")


def _make_venv() -> None:
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=False)
    if made.returncode:
        raise StartError("Python cannot make .venv here. On Debian and Ubuntu: apt-get install python3-venv.")


def _torch_index(option: str) -> tuple[str, ...]:
    url = os.environ.get("TORCH_INDEX_URL", "").strip()
    return (option, url) if url else ()


if __name__ == "__main__":
    sys.exit(main())
