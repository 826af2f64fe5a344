"""Parameters that the algorithms of evidence share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from ..bridge.i18n import tr
from .base import advanced

if TYPE_CHECKING:
    from ..app.patches.proving import Desk
    from ..core.patches.records import Actor
    from ..core.progress import Progress

ROLES = ("surveyor", "county", "city", "province")


def add_store(algorithm: QgsProcessingAlgorithm) -> None:
    """Declare STORE, CAMPAIGN and RULESET."""
    algorithm.addParameter(QgsProcessingParameterFile("STORE", tr("Project store")))
    algorithm.addParameter(QgsProcessingParameterString("CAMPAIGN", tr("Campaign (empty: all)"), "", optional=True))
    title = tr("Evidence rules: name or file (empty: those of the campaign)")
    algorithm.addParameter(advanced(QgsProcessingParameterString("RULESET", title, "", optional=True)))


def add_actor(algorithm: QgsProcessingAlgorithm) -> None:
    """Declare PERSON and ROLE: who acts."""
    algorithm.addParameter(QgsProcessingParameterString("PERSON", tr("Who acts (name)")))
    roles = [tr("Surveyor"), tr("County officer"), tr("City officer"), tr("Province officer")]
    algorithm.addParameter(QgsProcessingParameterEnum("ROLE", tr("In which role"), roles, defaultValue=1))


def desk_of(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext, progress: Progress
) -> Desk:
    """Return the desk that STORE, CAMPAIGN and RULESET name, and tell the rules. Raises LG-STO-008, LG-EVI-007, LG-RUL-00x."""
    from ..bridge.evidence import desk_for, tell_evidence_rules
    from ..bridge.stores import store_of

    desk = desk_for(
        store_of(algorithm, parameters, context),
        campaign_of(algorithm, parameters, context),
        context.transformContext(),
        algorithm.parameterAsString(parameters, "RULESET", context),
    )
    tell_evidence_rules(desk.rules, progress)
    return desk


def campaign_of(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> str:
    """Return the campaign's id, "" for all."""
    return algorithm.parameterAsString(parameters, "CAMPAIGN", context).strip()


def actor_of(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> Actor:
    """Return who acts. Raises LandGuardError LG-EVI-008 without a name."""
    from ..core.patches.records import Actor, Role
    from ..core.problems import LandGuardError

    person = algorithm.parameterAsString(parameters, "PERSON", context).strip()
    if not person:
        raise LandGuardError("LG-EVI-008")
    return Actor(person, Role(ROLES[algorithm.parameterAsEnum(parameters, "ROLE", context)]))
