"""A store of each shipped kind: judging must come to the same on both."""

from __future__ import annotations

import pytest

from landguard_plugin.storage.patches.database import DatabasePatchStore
from landguard_plugin.storage.patches.memory import MemoryPatchStore


@pytest.fixture(params=["memory", "geopackage"])
def empty_store(request, tmp_path):
    if request.param == "memory":
        return MemoryPatchStore()
    return DatabasePatchStore.create(tmp_path / "store.gpkg")
