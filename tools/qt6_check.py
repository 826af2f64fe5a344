"""Qt 6 readiness: every name of qgis.PyQt that the code uses must exist in PyQt6, enums fully scoped.

Reads the sources, imports nothing of the plugin. For each `from qgis.PyQt.QtX import Name` it looks Name up in PyQt6 (with the names
that QGIS's own shim moves), and for each chain `Name.a.b` in that file it walks the attributes. An unscoped enum
(`Qt.AlignLeft`), a renamed method of a class (`exec_`), a class that Qt 6 dropped: each is a finding.
"""

from __future__ import annotations

import ast
import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MOVED = {
    "QAction": "QtGui",
    "QActionGroup": "QtGui",
    "QShortcut": "QtGui",
    "QUndoCommand": "QtGui",
    "QUndoStack": "QtGui",
}
GONE = {"exec_", "print_"}
SIGNALS = {"pyqtSignal", "pyqtSlot", "QVariant"}


def names_of(tree: ast.AST) -> dict[str, object]:
    """Return local name -> PyQt6 object for every import from qgis.PyQt; a missing one maps to None."""
    found: dict[str, object] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qgis.PyQt."):
            module = node.module.rsplit(".", 1)[1]
            for alias in node.names:
                home = import_module(f"PyQt6.{MOVED.get(alias.name, module)}")
                found[alias.asname or alias.name] = getattr(home, alias.name, None)
    return found


def chain_of(node: ast.Attribute) -> list[str] | None:
    """Return ["Qt", "AlignmentFlag", "AlignLeft"] for an attribute chain that starts at a name."""
    parts: list[str] = []
    current: ast.AST = node
    while isinstance(current, ast.Attribute):
        parts.append(current.attr)
        current = current.value
    if not isinstance(current, ast.Name):
        return None
    return [current.id, *reversed(parts)]


def findings(path: Path) -> list[str]:
    """Return what would break under Qt 6 in one file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = names_of(tree)
    told = [f"{path}: {name} is not in PyQt6" for name, value in names.items() if value is None]
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        if node.attr in GONE:
            told.append(f"{path}:{node.lineno}: {node.attr} is gone in Qt 6")
        chain = chain_of(node)
        value = names.get(chain[0]) if chain else None
        if value is None or chain[0] in SIGNALS:
            continue
        for attribute in chain[1:]:
            if not hasattr(value, attribute):
                told.append(f"{path}:{node.lineno}: {'.'.join(chain)}: no {attribute} in PyQt6")
                break
            value = getattr(value, attribute)
    return told


if __name__ == "__main__":
    sources = sorted((ROOT / "landguard_plugin").rglob("*.py"))
    problems = [problem for source in sources for problem in findings(source)]
    print("\n".join(problems) if problems else f"qt6: {len(sources)} files clean")
    sys.exit(1 if problems else 0)
