"""LandGuard: farmland-protection accounting, patch verification and certification inside QGIS.

Nothing but this function may run at import: a third-party package that is missing must lead to the Dependencies page,
never to a traceback at the start of QGIS.
"""

__version__ = "0.1.0"


def classFactory(iface):
    """Return the plugin; called by QGIS with its interface."""
    from .plugin import LandGuardPlugin

    return LandGuardPlugin(iface)
