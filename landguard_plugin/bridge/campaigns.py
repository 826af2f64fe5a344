"""The rules of a campaign and the names around its patches, as the workbench needs them."""

from __future__ import annotations

from qgis.core import NULL, QgsFeatureRequest, QgsProject, QgsVectorLayer

from ..core.campaigns.fields import JudgementField
from ..core.campaigns.tree_files import TreeFile
from ..core.patches.records import Campaign
from ..storage import campaigns
from .settings import RULES_FOLDER
from .surveys import UNIT_CODE_FIELDS, UNIT_NAME_FIELDS

_MOST_UNITS = 20_000


def verdict_tree(campaign: Campaign) -> TreeFile:
    """Return the verdict tree of a campaign. Raises LandGuardError LG-VDT-010 when it is not at hand."""
    return campaigns.tree_shelf(RULES_FOLDER.get()).by_id(campaign.verdict_tree)


def judgement_field(name: str) -> JudgementField | None:
    """Return what is known of a field of judgements, None for a name nobody listed."""
    return next((field for field in campaigns.judgement_fields() if field.code == name), None)


def unit_names(project: QgsProject) -> dict[str, str]:
    """Return names of administrative units by code, from the project's layers of units; patches and surveys are no such."""
    names: dict[str, str] = {}
    for layer in project.mapLayers().values():
        pair = _unit_fields(layer)
        if pair is None or layer.featureCount() > _MOST_UNITS:
            continue
        request = QgsFeatureRequest().setSubsetOfAttributes(list(pair), layer.fields())
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        for feature in layer.getFeatures(request):
            code, name = feature[pair[0]], feature[pair[1]]
            if code not in (None, NULL) and name not in (None, NULL):
                names.setdefault(str(code).strip()[:12], str(name).strip())
    return names


def _unit_fields(layer: object) -> tuple[str, str] | None:
    if not isinstance(layer, QgsVectorLayer):
        return None
    fields = {field.name() for field in layer.fields()}
    if "DLBM" in fields or "JCBH" in fields:
        return None
    code = next((name for name in UNIT_CODE_FIELDS[:2] if name in fields), None)
    name = next((name for name in UNIT_NAME_FIELDS[:2] if name in fields), None)
    return (code, name) if code is not None and name is not None else None
