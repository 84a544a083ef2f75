"""Pure statistics of a paired comparison study; nothing here knows Django or a database."""

import os

# Matrices here are small: on a busy machine the threads of BLAS wait for each other many times longer than they compute.
# It has to be said before NumPy is loaded, and whoever has set it already is left alone.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
