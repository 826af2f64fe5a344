"""The rules of a campaign, as the workbench needs them."""

from __future__ import annotations

from ..core.campaigns.fields import JudgementField
from ..core.campaigns.tree_files import TreeFile
from ..core.patches.records import Campaign
from ..storage import campaigns
from .settings import RULES_FOLDER


def verdict_tree(campaign: Campaign) -> TreeFile:
    """Return the verdict tree of a campaign. Raises LandGuardError LG-VDT-010 when it is not at hand."""
    return campaigns.tree_shelf(RULES_FOLDER.get()).by_id(campaign.verdict_tree)


def judgement_field(name: str) -> JudgementField | None:
    """Return what is known of a field of judgements, None for a name nobody listed."""
    return next((field for field in campaigns.judgement_fields() if field.code == name), None)
