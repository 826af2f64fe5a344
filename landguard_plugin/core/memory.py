"""Memory habits that long passes over coordinate arrays need."""

from __future__ import annotations

import numpy as np

_LARGEST = 32 * 1024 * 1024 - 65_536  # just below what glibc takes as its highest threshold


def keep_freed_memory() -> None:
    """Let the process keep the memory its arrays free, up to some 64 MB, for the next array.

    Otherwise every work array of a few hundred kilobytes goes back to the system and is fetched again page by page at the
    next step, which costs several times the arithmetic. The C library of Linux adapts its thresholds to the largest block
    freed so far (mallopt(3), M_MMAP_THRESHOLD, dynamic), so one block, never touched, is enough; elsewhere it is harmless.
    """
    np.empty(_LARGEST, dtype=np.uint8)
