"""The rule book of a campaign from the packaged and the user's dated files: their digests, and what a patch still lacks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Optional

from ..app.patches.deciding import Rulebook
from ..core.campaigns.checking import flaws_of
from ..core.campaigns.verdicts import VerdictTree
from ..core.evidence.requirements import unmet_requirements
from ..core.evidence.rules import EvidenceRules
from ..core.patches.judging import OPINION
from ..core.patches.records import Campaign
from ..core.problems import LandGuardError, Message
from ..core.trust.certificate import Facts, RuleRef
from . import packaged
from .campaigns import judgement_fields, tree_shelf
from .evidence_rules import evidence_rules


def rulebook_for(campaign: Campaign, folder: str = "") -> Rulebook:
    """Return the rule book of a campaign; `folder` has the user's own verdict trees.

    A rule file that the campaign names and nobody has is something every patch lacks: nothing is certified by rules unseen. What
    the campaign does not name (an empty id) asks for nothing, and the certificate says so.
    """
    missing: list[Message] = []
    tree, tree_ref = _tree(campaign.verdict_tree, folder, missing)
    evidence = _evidence(campaign, missing)
    screening = rule_digest(campaign.screening_rules, folder)
    if campaign.screening_rules and not screening:
        missing.append(Message("LG-CER-024", {"name": campaign.screening_rules}))
    refs = {
        "verdict_tree": tree_ref,
        "screening_rules": RuleRef(campaign.screening_rules, screening),
        "evidence_rules": RuleRef(campaign.evidence_rules, rule_digest(campaign.evidence_rules, folder)),
    }

    def unmet(facts: Facts, must_answer: bool) -> Sequence[Message]:
        return [*missing, *_lacking(facts, tree, evidence)]

    return Rulebook(refs, unmet)


def _lacking(facts: Facts, tree: Optional[VerdictTree], evidence: Optional[EvidenceRules]) -> list[Message]:
    judgement = facts.patch.judgement
    found: list[Message] = []
    if tree is not None and judgement is not None:
        values = {**judgement.fields, OPINION: judgement.opinion}
        found += flaws_of(tree, judgement.path, values, judgement_fields())
    if evidence is not None:
        found += unmet_requirements(evidence, facts.evidence)
    return found


def _tree(name: str, folder: str, missing: list[Message]) -> tuple[Optional[VerdictTree], RuleRef]:
    if not name:
        return None, RuleRef("", "")
    try:
        file = tree_shelf(folder).by_id(name)
    except LandGuardError as error:
        missing.append(error.message)
        return None, RuleRef(name, "")
    return file.tree, RuleRef(name, file.sha256)


def _evidence(campaign: Campaign, missing: list[Message]) -> Optional[EvidenceRules]:
    if not campaign.evidence_rules:
        return None
    try:
        return evidence_rules(campaign.evidence_rules, date(campaign.year, 12, 31))
    except LandGuardError as error:
        missing.append(error.message)
        return None


def rule_digest(name: str, folder: str) -> str:
    """Return the SHA-256 of a rule file by id (packaged, then the user's own) or path, "" when it is nowhere."""
    if not name:
        return ""
    known = _packaged_digests().get(name) or (_digests_in(Path(folder)).get(name) if folder else "")
    if known:
        return known
    try:
        return hashlib.sha256(Path(name).read_bytes()).hexdigest()
    except (OSError, ValueError):
        return ""


@cache
def _packaged_digests() -> Mapping[str, str]:
    """Return id -> SHA-256 of every rule file that ships."""
    return _digests_in(packaged.RESOURCES)


def _digests_in(folder: Path) -> Mapping[str, str]:
    """Return id -> SHA-256 of the JSON files below a folder; what cannot be read is no rule file."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.json")):
        try:
            content = path.read_bytes()
            data = json.loads(content.decode("utf-8-sig"))
        except (OSError, ValueError, RecursionError):
            continue
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            found.setdefault(data["id"], hashlib.sha256(content).hexdigest())
    return found
