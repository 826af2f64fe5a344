"""Every rule of the house, in the order of their numbers."""

from __future__ import annotations

from . import farmland, identity, marks, other_layers, topology
from .model import Rule

RULES: tuple[Rule, ...] = tuple(
    sorted(
        (*identity.RULES, *farmland.RULES, *marks.RULES, *topology.RULES, *other_layers.RULES), key=lambda rule: rule.id
    )
)
