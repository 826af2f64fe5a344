"""Project files that are held open for the session, so that layers on them and our own writes get along."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Optional

from ..core.problems import LandGuardError
from ..storage.patches.connection import CODES
from ..storage.sqlite.connection import Keeper

_HELD: dict[Path, Keeper] = {}


def hold(path: Path) -> bool:
    """Hold a project's file before a layer of it is opened (see Keeper); return whether it was not held before.

    A file that can only be read is not held: nobody writes it, so nothing can be pulled away from a layer.
    """
    if path in _HELD:
        return False
    with suppress(LandGuardError):
        _HELD[path] = Keeper(path, CODES)
    return path in _HELD


def let_go(path: Optional[Path] = None) -> None:
    """Let go of one project's file, or of all: when its layers are gone, and when the plugin is unloaded."""
    for one in [path] if path is not None else list(_HELD):
        keeper = _HELD.pop(one, None)
        if keeper is not None:
            keeper.let_go()
