"""Which patches are meant (PATCH): uids and numbers, or key=value pairs. A small grammar of our own, never an expression.

    JC20260117                      an issued number
    0f3a...(32 hex)                 a uid
    JC20260117, JC20260118          several, separated by commas
    state=judged; campaign=wp2026q1 all pairs must hold; several values: state=judged|returned
    *                               all

Keys: uid, number, state, campaign, unit (a prefix of the code), batch, verdict.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..problems import LandGuardError
from .records import Patch, State

KEYS = ("uid", "number", "state", "campaign", "unit", "batch", "verdict")
_UID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True)
class Asked:
    """A parsed PATCH: names in their order (uids or numbers), or values by key; both empty means all."""

    names: tuple[str, ...] = ()
    pairs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def fits(self, patch: Patch) -> bool:
        """Return whether a patch is meant."""
        if self.names:
            return patch.uid in self.names or patch.number in self.names
        return all(self._fits(patch, key, values) for key, values in self.pairs.items())

    @staticmethod
    def _fits(patch: Patch, key: str, values: tuple[str, ...]) -> bool:
        if key == "unit":
            return patch.unit.startswith(values)
        if key == "verdict":
            return patch.judgement is not None and patch.judgement.verdict in values
        held = patch.state.value if key == "state" else getattr(patch, key)
        return held in values

    @property
    def states(self) -> tuple[State, ...]:
        """Return the states asked for."""
        return tuple(State(value) for value in self.pairs.get("state", ()))


def asked_of(text: str) -> Asked:
    """Return what a PATCH text means.

    Raises LandGuardError LG-CER-020 for an unknown key, LG-CER-021 for an unknown state, LG-CER-022 for an empty text or a mixture
    of names and pairs.
    """
    plain = text.strip()
    if plain == "*":
        return Asked()
    parts = [part.strip() for part in re.split(r"[;；]" if "=" in plain else r"[,;，；\s]+", plain) if part.strip()]
    if not parts:
        raise LandGuardError("LG-CER-022", value=text)
    if "=" not in plain:
        return Asked(tuple(part.lower() if _UID.fullmatch(part.lower()) else part for part in dict.fromkeys(parts)))
    pairs: dict[str, tuple[str, ...]] = {}
    for part in parts:
        key, equals, values = part.partition("=")
        key = key.strip().lower()
        if not equals:
            raise LandGuardError("LG-CER-022", value=part)
        if key not in KEYS:
            raise LandGuardError("LG-CER-020", key=key, known=", ".join(KEYS))
        pairs[key] = tuple(value.strip() for value in values.split("|") if value.strip())
        known = [state.value for state in State]
        strange = [value for value in pairs[key] if key == "state" and value not in known]
        if strange:
            raise LandGuardError("LG-CER-021", value=strange[0], known=", ".join(known))
    return Asked((), pairs)
