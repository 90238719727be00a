"""Dateline."""

import os

# Before anything imports numpy: processes share the cores among them, threads of matrix products would only fight.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
