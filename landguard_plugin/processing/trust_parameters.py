"""Parameters that the algorithms of certifying share."""

from __future__ import annotations

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
    QgsProcessingParameterString,
)

from ..bridge.i18n import tr
from .base import advanced

ROLES = ("county", "city", "province")
_TABLE = QgsProcessing.SourceType.TypeVector


def add_store(algorithm: QgsProcessingAlgorithm) -> None:
    """Declare STORE."""
    algorithm.addParameter(QgsProcessingParameterFile("STORE", tr("Patch project (store)")))


def add_patch(algorithm: QgsProcessingAlgorithm, default: str | None = None) -> None:
    """Declare PATCH: names or a filter in a small grammar of our own."""
    title = tr("Patches: numbers, uids, or a filter such as state=judged; campaign=…")
    algorithm.addParameter(QgsProcessingParameterString("PATCH", title, default))


def add_role(algorithm: QgsProcessingAlgorithm, roles: tuple[str, ...] = ROLES) -> None:
    """Declare ROLE by its word."""
    algorithm.addParameter(QgsProcessingParameterEnum("ROLE", tr("Role"), list(roles), False, roles[0], False, True))


def add_key(algorithm: QgsProcessingAlgorithm, title: str, optional: bool = False) -> None:
    """Declare KEY, PERSON and PASSPHRASE; the passphrase is better given by the environment, where no history keeps it."""
    algorithm.addParameter(QgsProcessingParameterFile("KEY", title, optional=optional))
    algorithm.addParameter(
        advanced(QgsProcessingParameterString("PERSON", tr("Name (empty: the key's)"), "", optional=True))
    )
    add_passphrase(algorithm)


def add_passphrase(algorithm: QgsProcessingAlgorithm) -> None:
    """Declare PASSPHRASE."""
    title = tr("Passphrase (better: environment variable LANDGUARD_PASSPHRASE)")
    algorithm.addParameter(advanced(QgsProcessingParameterString("PASSPHRASE", title, "", optional=True)))


def add_result(algorithm: QgsProcessingAlgorithm, name: str, title: str, by_default: bool = True) -> None:
    """Declare a table without geometry as output."""
    algorithm.addParameter(
        QgsProcessingParameterFeatureSink(name, title, _TABLE, optional=not by_default, createByDefault=by_default)
    )


def key_from(algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext) -> object:
    """Return the unlocked key of KEY. Raises LandGuardError LG-CER-035 and LG-CRY-xxx."""
    from ..bridge.trust import open_key, passphrase_from, plain_path

    passphrase = passphrase_from(algorithm.parameterAsString(parameters, "PASSPHRASE", context))
    return open_key(plain_path(algorithm.parameterAsString(parameters, "KEY", context)), passphrase)
