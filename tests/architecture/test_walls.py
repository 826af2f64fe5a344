"""The house keeps its walls: who may import whom, and what must load with nothing installed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "landguard_plugin"
FILES = sorted(PACKAGE.rglob("*.py"))

BELOW = {
    "core": set(),
    "app": {"core"},
    "storage": {"app", "core"},
    "bridge": {"storage", "app", "core", "resources"},
    "processing": {"bridge", "storage", "app", "core"},
    "ui": {"bridge", "app", "core"},
    "resources": set(),
}
QT = {"qgis", "PyQt5", "PyQt6"}
FORBIDDEN = {
    "core": QT
    | {"osgeo", "sqlite3", "psycopg2", "logging", "pathlib", "os", "io", "datetime.now", "time", "openpyxl", "pyproj"},
    "app": QT | {"osgeo", "sqlite3", "psycopg2", "pathlib", "os", "time", "openpyxl", "pyproj"},
    "storage": QT,
    "bridge": {"PyQt5", "PyQt6", "qgis.gui", "qgis.PyQt.QtWidgets", "qgis.utils"},
    "processing": {"PyQt5", "PyQt6", "qgis.gui", "qgis.PyQt.QtWidgets", "qgis.utils", "sqlite3", "psycopg2"},
    "ui": {"PyQt5", "PyQt6", "sqlite3", "psycopg2", "osgeo"},
    "resources": QT
    | {"sqlite3", "osgeo", "numpy", "pandas", "shapely", "cryptography", "socket", "urllib", "http", "subprocess"},
}
#: shipped as one file on purpose: whoever checks a case package copies this and nothing else
ONE_FILE = {"landguard_plugin/resources/verify/lgverify.py": 700}
THIRD_PARTY = {
    "numpy",
    "pandas",
    "shapely",
    "scipy",
    "openpyxl",
    "docx",
    "pyproj",
    "cryptography",
    "osgeo",
    "psycopg2",
    "PIL",
}


def room_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


def imports_of(path: Path) -> list[tuple[str, int]]:
    """Return (absolute module, line) of every import in a file, wherever it stands."""
    package = ("landguard_plugin", *path.relative_to(PACKAGE).parts[:-1])
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            head = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (head, node.module or "") if part)
            found.append((module, node.lineno))
            found += [(f"{module}.{alias.name}", node.lineno) for alias in node.names]
    return found


@pytest.mark.parametrize("path", [f for f in FILES if room_of(f)], ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_one_way(path):
    room = room_of(path)
    wrong = []
    for module, line in imports_of(path):
        if module.startswith("landguard_plugin."):
            target = module.split(".")[1]
            if target in BELOW and target != room and target not in BELOW[room]:
                wrong.append(f"{path.name}:{line} {module}")
            if target == "plugin":
                wrong.append(f"{path.name}:{line} {module}")
        elif any(module == banned or module.startswith(banned + ".") for banned in FORBIDDEN[room]):
            wrong.append(f"{path.name}:{line} {module}")
    assert not wrong


def test_core_and_app_load_with_qgis_blocked():
    modules = [
        ".".join(p.relative_to(ROOT).with_suffix("").parts) for p in FILES if room_of(p) in ("core", "app", "storage")
    ]
    code = f"""
import importlib, sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("qgis", "PyQt5", "PyQt6", "sip"):
            raise ModuleNotFoundError("blocked: " + name)
sys.meta_path.insert(0, Blocked())
for name in {modules!r}:
    importlib.import_module(name.removesuffix(".__init__"))
print("loaded", len({modules!r}))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("loaded")


def test_the_plugin_and_its_algorithms_load_with_nothing_installed():
    """No third-party package on the way from __init__.py: the toolbox lists every algorithm and says what is missing."""
    code = f"""
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {THIRD_PARTY!r}:
            raise ModuleNotFoundError("blocked: " + name)
sys.meta_path.insert(0, Blocked())
from qgis.core import QgsApplication
app = QgsApplication([], False); app.initQgis()
from landguard_plugin import classFactory
plugin = classFactory(None)
plugin.initProcessing()
algorithms = QgsApplication.processingRegistry().providerById("landguard").algorithms()
assert algorithms
for algorithm in algorithms:
    assert algorithm.shortHelpString() and algorithm.create() is not None
    ok, why = algorithm.canExecute()
    assert not ok and "LG-DEP-001" in why, (algorithm.id(), why)
print("listed", len(algorithms))
plugin.unload()
app.exitQgis()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.stdout.startswith("listed"), done.stderr[-3000:]


def test_files_and_functions_stay_small():
    too_long = []
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        if text.count("\n") > ONE_FILE.get(str(path.relative_to(ROOT)), 400):
            too_long.append(f"{path.relative_to(ROOT)}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > 60:
                    too_long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {length} lines")
    assert not too_long


def test_the_top_level_is_as_ordered():
    for name in (
        "landguard_plugin/ui",
        "landguard_plugin/processing",
        "metadata.txt",
        "resources.qrc",
        "tests",
        "Makefile",
        "LICENSE",
    ):
        assert (ROOT / name).exists(), name
    assert not (PACKAGE / "metadata.txt").exists(), "the root metadata.txt is the only one"


def test_the_resource_list_names_every_icon():
    listed = (ROOT / "resources.qrc").read_text(encoding="utf-8")
    for icon in sorted((PACKAGE / "resources" / "icons").glob("*.svg")):
        assert f">landguard_plugin/resources/icons/{icon.name}<" in listed, icon.name


def test_no_path_of_a_developers_machine_is_in_the_project():
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=True).stdout.split(
        "\n"
    )
    for name in filter(None, listed):
        path = ROOT / name
        if (
            path.suffix in {".py", ".sh", ".md", ".toml", ".txt", ".csv", ".qrc"}
            and path.is_file()
            and path != Path(__file__)
        ):
            text = path.read_text(encoding="utf-8")
            assert "/work/" not in text, name
            assert "/root/" not in text, name


def test_nothing_heavy_or_foreign_is_tracked():
    """Environments, builds and data stay out of the repository."""
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=True).stdout.split(
        "\n"
    )
    names = [name for name in listed if name and (ROOT / name).is_file()]
    assert [name for name in names if name.startswith((".venv", "build/", "dist/", "out/", ".bench"))] == []
    assert [name for name in names if (ROOT / name).stat().st_size > 2_000_000] == []
