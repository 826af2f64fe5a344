"""How hard the property tests try: LANDGUARD_EFFORT multiplies the number of examples (1 on every commit, 10 or more at night)."""

from __future__ import annotations

import os

from hypothesis import settings

EFFORT = int(os.environ.get("LANDGUARD_EFFORT", "1"))


def tries(examples: int) -> settings:
    """Return settings with so many examples times the effort."""
    return settings(max_examples=examples * EFFORT, deadline=None)
