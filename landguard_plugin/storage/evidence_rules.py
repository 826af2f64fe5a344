"""What campaigns ask of evidence: packaged, or from a file of the office's own that may extend a packaged set."""

from __future__ import annotations

from datetime import date

from ..core.evidence.rules import SECTION, EvidenceRules
from ..core.ledger.rules.ruleset import require
from .ledger.tables import ruleset_for


def evidence_rules(name: str, day: date) -> EvidenceRules:
    """Return the evidence rules a campaign names (an id or a file), or the newest packaged ones in force on the day.

    Raises LandGuardError LG-RUL-005 when none is in force, LG-RUL-006 for an unknown name, LG-RUL-002 for a set without the
    section, LG-RUL-004 for a file that is no rule set.
    """
    ruleset = ruleset_for(name, SECTION, day)
    require(ruleset, SECTION, day, rejudge=True)
    return EvidenceRules.of(ruleset)
