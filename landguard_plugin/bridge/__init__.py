"""The only place where QGIS objects and the house's records meet. qgis.core and QtCore, no widgets.

Modules that `plugin.py`, `processing` and `ui` import at module level (i18n, text, dependencies, settings, feedback) use no
third-party package; the others are imported inside functions, when work begins.
"""
