"""Which third-party packages are there, whether they fit this QGIS, and the one command that mends it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Optional

from qgis.core import Qgis

from ..core.problems import LandGuardError
from .i18n import tr

OK, MISSING, TOO_OLD, WRONG_GEOS = "ok", "missing", "too_old", "wrong_geos"


@dataclass(frozen=True)
class Dependency:
    """One third-party package as found on this computer."""

    package: str
    needed: str
    required: bool
    purpose: str
    found: Optional[str]
    state: str

    @property
    def usable(self) -> bool:
        """Return whether LandGuard may use the package."""
        return self.state == OK


@cache
def check() -> tuple[Dependency, ...]:
    """Return the packages LandGuard knows, required ones first. Imports them; never uses them."""
    return (
        _package("numpy", (1, 20), True, tr("arithmetic on whole layers")),
        _shapely(),
        _package("pandas", (1, 3), True, tr("tables and sums")),
        _package("openpyxl", (3, 0), False, tr("formatted Excel reports; without it plain sheets are written by GDAL")),
        _package(
            "docx", (0, 0), False, tr("Word briefs; without it only Excel tables are written"), install="python-docx"
        ),
    )


def require() -> None:
    """Raise LandGuardError LG-DEP-001 or LG-DEP-002 when a required package is missing or would crash QGIS."""
    for dependency in check():
        if dependency.required and not dependency.usable:
            if dependency.state == WRONG_GEOS:
                raise LandGuardError("LG-DEP-002", built=_dotted(_built_geos()), running=_dotted(running_geos()))
            raise LandGuardError("LG-DEP-001", package=dependency.package, need=dependency.needed)


def has(package: str) -> bool:
    """Return whether an optional package can be used."""
    return any(d.usable for d in check() if d.package == package)


def running_geos() -> tuple[int, int]:
    """Return (major, minor) of the GEOS library that this QGIS process has loaded."""
    number = int(Qgis.geosVersionInt())
    return number // 10000, number // 100 % 100


def cure() -> str:
    """Return the one command line that installs what is missing here; empty when nothing is."""
    wanted = [d for d in check() if not d.usable and (d.required or d.state == TOO_OLD)]
    if not wanted:
        return ""
    names = " ".join(_requirement(d) for d in wanted)
    if sys.platform == "win32":
        return f'"{sys.prefix}\\python.exe" -m pip install --user {names}'
    if sys.platform == "darwin":
        return f'"{sys.prefix}/bin/python3" -m pip install --user {names}'
    return f"/usr/bin/python3 -m pip install --user --break-system-packages --force-reinstall {names}"


def _requirement(dependency: Dependency) -> str:
    if dependency.package == "shapely" and sys.platform.startswith("linux"):
        # A wheel brings its own GEOS, which must not be newer than the one QGIS has loaded.
        if running_geos() >= (3, 11):
            return "shapely==2.0.7 'numpy<2'"
        return "--no-binary shapely 'shapely>=2,<2.1'"
    if dependency.package == "pandas":
        return "'pandas>=1.3,<3'" if sys.platform != "win32" else '"pandas>=1.3"'
    return dependency.package


def _package(name: str, least: tuple[int, int], required: bool, purpose: str, install: str = "") -> Dependency:
    need = f">= {_dotted(least)}" if least > (0, 0) else tr("any version")
    try:
        module = import_module(name)
    except ModuleNotFoundError:
        return Dependency(install or name, need, required, purpose, None, MISSING)
    except Exception as error:  # a broken binary package fails in many ways; each of them means: not usable
        return Dependency(install or name, need, required, purpose, str(error).splitlines()[0][:120], MISSING)
    version = str(getattr(module, "__version__", ""))
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    state = TOO_OLD if len(numbers) == 2 and numbers < least else OK
    return Dependency(install or name, need, required, purpose, version or tr("found"), state)


def _shapely() -> Dependency:
    found = _package("shapely", (2, 0), True, tr("geometry"))
    if not found.usable:
        return found
    module = import_module("shapely")
    if not hasattr(module, "from_ragged_array"):  # the version text may be empty; the functions are not
        return Dependency(found.package, found.needed, True, found.purpose, found.found, TOO_OLD)
    built = _built_geos()
    text = f"{found.found} (GEOS {_dotted(built)})"
    # Only Linux binds the wheel's calls to the GEOS that QGIS loaded first; see docs/adr/0003.
    clash = sys.platform.startswith("linux") and built[:2] > running_geos()
    return Dependency(found.package, found.needed, True, found.purpose, text, WRONG_GEOS if clash else OK)


def _built_geos() -> tuple[int, ...]:
    return tuple(import_module("shapely").geos_version)[:2]


def _dotted(numbers: tuple[int, ...]) -> str:
    return ".".join(str(n) for n in numbers)


def states() -> list[tuple[str, str]]:
    """Return (state, words) for each state a package can be in."""
    return [
        (OK, tr("ready")),
        (MISSING, tr("missing")),
        (TOO_OLD, tr("too old")),
        (WRONG_GEOS, tr("built for a newer GEOS than QGIS has; switched off")),
    ]
