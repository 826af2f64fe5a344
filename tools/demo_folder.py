"""The demo on the user's own files: finds two survey years in a folder and runs import -> check -> flow -> report -> map."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from osgeo import ogr
from qgis.core import QgsVectorLayer

from tools.demo_running import Runner

_CLASS_NAMES = ("dlbm", "dldm", "gblb")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_UNITS = re.compile(r"(xzq|行政区|cjdcq|zones|units)", re.IGNORECASE)
_BASIC = re.compile(r"(yjjbnt|基本农田|basic)", re.IGNORECASE)


@dataclass(frozen=True)
class Found:
    """A polygon layer in the folder."""

    path: Path
    layer: str
    fields: tuple[str, ...]
    year: str

    @property
    def source(self) -> str:
        return f"{self.path}|layername={self.layer}" if self.path.suffix.lower() != ".shp" else str(self.path)


def layers_in(folder: Path) -> list[Found]:
    """Return every polygon layer of shapefiles, GeoPackages and file geodatabases in a folder, shapefiles first."""
    found = []
    for path in sorted(folder.iterdir(), key=lambda p: (p.suffix.lower() != ".shp", p.name)):
        if path.suffix.lower() not in (".shp", ".gpkg", ".gdb"):
            continue
        dataset = ogr.Open(str(path))
        for number in range(dataset.GetLayerCount() if dataset else 0):
            layer = dataset.GetLayer(number)
            if ogr.GT_Flatten(layer.GetGeomType()) not in (ogr.wkbPolygon, ogr.wkbMultiPolygon, ogr.wkbUnknown):
                continue
            definition = layer.GetLayerDefn()
            fields = tuple(definition.GetFieldDefn(k).GetName() for k in range(definition.GetFieldCount()))
            year = _YEAR.search(layer.GetName()) or _YEAR.search(path.stem)
            found.append(Found(path, layer.GetName(), fields, year.group() if year else ""))
    return found


def pick(found: list[Found]) -> tuple[Found, Found]:
    """Return the earliest and the latest survey year; a folder with one year is accounted against itself."""
    surveys = [f for f in found if any(name.lower() in _CLASS_NAMES for name in f.fields)]
    if not surveys:
        listed = ", ".join(f"{f.path.name}/{f.layer}" for f in found) or "none"
        raise SystemExit(f"demo: no survey layer (a polygon layer with a field DLBM) in the folder; layers: {listed}")
    dated = sorted((f for f in surveys if f.year), key=lambda f: f.year)
    return (dated[0], dated[-1]) if dated else (surveys[0], surveys[-1])


def other(found: list[Found], pattern: re.Pattern, besides: tuple[Found, ...]) -> str | None:
    """Return the first layer whose name fits, None when there is none."""
    fitting = (f for f in found if f not in besides and (pattern.search(f.layer) or pattern.search(f.path.stem)))
    return next((f.source for f in fitting), None)


def run(runner: Runner, folder: Path) -> str:
    """Run the chain and return the closing line of the reconciliation."""
    if not folder.is_dir():
        raise SystemExit(f"demo: {folder} is no folder")
    found = layers_in(folder)
    before, after = pick(found)
    runner.log.say(f"survey years: {before.path.name}/{before.layer} -> {after.path.name}/{after.layer}")
    years = []
    for role, layer in (("before", before), ("after", after)):
        target = runner.path(f"dltb_{role}.gpkg")
        rejected = runner.path(f"rejected_{role}.gpkg")
        done = runner.run("importsurvey", INPUT=layer.source, OUTPUT=target, REJECTED=rejected)
        counts = f"{done['READ']:,} read = {done['ACCEPTED']:,} accepted + {done['REJECTED_COUNT']:,} rejected"
        runner.check(done["READ"] == done["ACCEPTED"] + done["REJECTED_COUNT"], f"import {layer.layer}: {counts}")
        years.append(target)
    checked = runner.run("checksurvey", INPUT=years[1], FINDINGS=runner.path("findings.gpkg"))
    runner.log.say(f"check: {checked['FINDING_COUNT']:,} findings, {checked['ERROR_COUNT']:,} errors")
    chosen = (before, after)
    zones = {"UNITS": other(found, _UNITS, chosen), "BASIC_FARMLAND": other(found, _BASIC, chosen)}
    return account(runner, years[0], years[1], {k: v for k, v in zones.items() if v}, folder.name)


def account(runner: Runner, before: str, after: str, zones: dict[str, str], name: str, **more: object) -> str:
    """Run flow matrix, class summary and map; return the closing line of the reconciliation."""
    flow = runner.run(
        "flowmatrix",
        BEFORE=before,
        AFTER=after,
        PIECES=runner.path("pieces.gpkg"),
        MATRIX=runner.path("matrix.csv"),
        RECONCILIATION=runner.path("reconciliation.csv"),
        REMAINDERS=runner.path("remainders.csv"),
        LEFTOVERS=runner.path("leftovers.gpkg"),
        XLSX=runner.path("flow_report.xlsx"),
        **zones,
        **more,
    )
    years = years_of(flow)
    named = {"UNITS": more["UNIT_NAMES"]} if "UNIT_NAMES" in more else {}
    runner.run(
        "classsummary",
        INPUT=after,
        CLASS_LEVEL=0,
        AREA_UNIT=1,
        OUTPUT=runner.path("class_summary.csv"),
        XLSX=runner.path("class_summary.xlsx"),
        **named,
    )
    drawn = {"UNITS": zones["UNITS"]} if "UNITS" in zones else {}
    for ending in ("pdf", "png"):
        runner.run(
            "flowmap",
            PIECES=runner.path("pieces.gpkg"),
            SURVEY=after,
            TITLE=f"{name} 地类流向图 {years}",
            OUTPUT=runner.path(f"flow_map.{ending}"),
            **drawn,
        )
    draw_flows(runner, f"{name} 地类流向 {years}")
    closed = flow["DIFFERENCE_M2"] == 0
    line = (
        f"reconciliation: before {flow['BEFORE_M2']:,.2f} m2, after {flow['AFTER_M2']:,.2f} m2, "
        f"changed {flow['CHANGED_M2']:,.2f} m2, unexplained difference {flow['DIFFERENCE_M2']:,.2f} m2"
    )
    runner.check(closed, "the account is closed" if closed else "the account is NOT closed")
    return line


def years_of(flow: dict) -> str:
    """Return the two years of a run as a title says them: the years in the layers' names, else the names."""
    years = (_YEAR.findall(flow[name]) for name in ("BEFORE_NAME", "AFTER_NAME"))
    return " → ".join(found[-1] if found else flow[name] for found, name in zip(years, ("BEFORE_NAME", "AFTER_NAME")))


def draw_flows(runner: Runner, title: str) -> None:
    """Save the picture of the flows, the one the accounting dock shows, as PNG and SVG."""
    from landguard_plugin.bridge.flow_results import frame_of
    from landguard_plugin.ui.accounting.flow_picture import FlowPicture, flows_of
    from landguard_plugin.ui.accounting.matrix_model import ALL_UNITS, LEVELS, pivot

    matrix = frame_of(QgsVectorLayer(runner.path("matrix.csv"), "matrix", "ogr"))
    picture = FlowPicture()
    picture.show_flows(flows_of(pivot(matrix, ALL_UNITS, LEVELS[0])), "mu", title)
    for ending in ("png", "svg"):
        runner.check(picture.save(Path(runner.path(f"flows.{ending}"))), f"flow picture as {ending}")
