"""Who works at this computer, by the settings."""

from __future__ import annotations

from ..core.patches.records import Actor, Role
from . import settings


def acting() -> Actor:
    """Return the person and the role that the settings name; a county verifier where no known role is set."""
    role = settings.ROLE.get()
    known = role in {one.value for one in Role}
    return Actor(settings.PERSON.get().strip(), Role(role) if known else Role.COUNTY)
