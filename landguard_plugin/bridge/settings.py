"""Typed settings of the plugin, all under one group of QGIS's settings."""

from __future__ import annotations

import os

from qgis.core import QgsSettings

_GROUP = "landguard"


def workers() -> int:
    """Return how many threads geometry may use: the setting, else one per processor, at most four."""
    asked = QgsSettings().value(f"{_GROUP}/workers", 0, int)
    return asked if asked > 0 else max(1, min(4, os.cpu_count() or 1))
