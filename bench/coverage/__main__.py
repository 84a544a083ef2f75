"""Coverage of intervals and size of tests on simulated studies: python -m bench.coverage."""

import os

# Two processes share two cores; numpy's own threads would only get in their way. Read when numpy is loaded.
os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")

from bench.coverage.command import main

if __name__ == "__main__":
    main()
