"""Languages: which one QGIS speaks, and the plugin's own translation of strings in the code."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

CONTEXT = "LandGuard"
_FOLDER = Path(__file__).resolve().parent.parent / "i18n"


def tr(text: str) -> str:
    """Return a literal of the code in the user's language. Format it after translating, never before."""
    return QCoreApplication.translate(CONTEXT, text)


def language() -> str:
    """Return "zh" when QGIS runs in simplified Chinese (zh-Hans, zh_CN, zh), else "en"."""
    locale = (QgsApplication.locale() or QLocale().name()).replace("-", "_").lower()
    if locale.startswith("zh") and not locale.startswith(("zh_tw", "zh_hk", "zh_hant")):
        return "zh"
    return "en"


def load_translator() -> Optional[QTranslator]:
    """Return an installed translator for the user's language, or None when the code's English is right.

    The caller keeps it alive and removes it with QCoreApplication.removeTranslator.
    """
    return _install(f"landguard_{language()}.qm", str(_FOLDER)) if language() != "en" else None


def load_qt_translator() -> Optional[QTranslator]:
    """Return an installed translator for Qt's own buttons: QGIS finds none under the locale name zh-Hans."""
    if language() != "zh":
        return None
    location = getattr(QLibraryInfo, "LibraryPath", QLibraryInfo)  # Qt 6 moved the enum
    path = getattr(QLibraryInfo, "location", None) or QLibraryInfo.path
    return _install("qtbase_zh_CN", path(location.TranslationsPath))


def _install(name: str, folder: str) -> Optional[QTranslator]:
    translator = QTranslator()
    if not translator.load(name, folder):
        return None
    QCoreApplication.installTranslator(translator)
    return translator
