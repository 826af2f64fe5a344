from __future__ import annotations

import pytest

from .plain_store import PlainStore


@pytest.fixture
def empty_store():
    return PlainStore()
