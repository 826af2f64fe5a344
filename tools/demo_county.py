"""The demo on the generated county: 10 townships, two survey years, every layer of a county's database, planted defects to find."""

from __future__ import annotations

from qgis.core import QgsVectorLayer

from tools import demo_folder, demo_ledger, demo_patches
from tools.demo_running import Runner

#: rules of the planted list that the catalogue labels otherwise
_LABELS = {"mandatory": "S5", "domain": "S4", "schema": "S2"}
COUNTY = 1  # some 8,000 patches a year


def run(runner: Runner) -> str:
    """Run the whole chain and return the closing line of the reconciliation."""
    made = runner.run("samplecounty", SIZE=COUNTY, OUTPUT=runner.path("county"))
    runner.log.say(f"county: {made['BEFORE_COUNT']:,} and {made['AFTER_COUNT']:,} patches")
    layer = f"{made['LAYERS']}|layername=".__add__
    after = deliver(runner, made)
    find_defects(runner, layer, made)
    zones = {"BASIC_FARMLAND": layer("YJJBNTTB"), "APPROVED": layer("YDGLXX")}
    closing = demo_folder.account(
        runner, layer(made["BEFORE"]), after, zones, "样例县", UNIT_LEVEL=9, UNIT_NAMES=layer("units")
    )
    hold_to_targets(runner, layer, after)
    demo_patches.run(runner, made, layer)
    demo_ledger.run(runner, layer, after)
    return closing


def deliver(runner: Runner, made: dict) -> str:
    """Import the shapefile a county hands in: GBK, no .cpg, no .prj, zone-prefixed coordinates."""
    target = runner.path("dltb_imported.gpkg")
    done = runner.run("importsurvey", INPUT=made["DELIVERY"], OUTPUT=target, REJECTED=runner.path("rejected.gpkg"))
    counts = f"{done['READ']:,} read = {done['ACCEPTED']:,} accepted + {done['REJECTED_COUNT']:,} rejected"
    whole = done["READ"] == done["ACCEPTED"] + done["REJECTED_COUNT"] == made["AFTER_COUNT"]
    runner.check(whole, f"import of the GBK shapefile: {counts}")
    measured = runner.path("dltb_official.gpkg")
    total = runner.run("officialarea", INPUT=target, OUTPUT=measured)["TOTAL_M2"]
    runner.log.say(f"official areas computed anew: {total:,.2f} m2")
    levelled = runner.run(
        "levelareas",
        INPUT=measured,
        GROUP_FIELD="ZLDWDM",
        CONTROLS=f"{made['LAYERS']}|layername=controls",
        METHOD=0,
        OUTPUT=runner.path("dltb_levelled.gpkg"),
        ADJUSTMENTS=runner.path("adjustments.csv"),
    )
    runner.log.say(f"levelled to control areas: {levelled.get('ADJUSTED', 0):,} patches adjusted")
    return f"{made['LAYERS']}|layername={made['AFTER']}"


def hold_to_targets(runner: Runner, layer, after: str) -> None:
    """Take stock against the targets, and ask what the red line would cost."""
    stock = runner.run(
        "stocktake",
        INPUT=after,
        TARGETS=layer("targets"),
        BASIC_FARMLAND=layer("YJJBNTTB"),
        UNIT_LEVEL=9,
        UNITS=layer("units"),
        OUTPUT=runner.path("stock.csv"),
        XLSX=runner.path("stock.xlsx"),
    )
    runner.log.say(
        f"stock: {stock['FARMLAND_M2']:,.2f} m2 of farmland; {stock['UNITS_BELOW_TARGET']} townships below target"
    )
    runner.run(
        "linescenario",
        SURVEY=after,
        LINE=layer("STBHHX"),
        BASIC_FARMLAND=layer("YJJBNTTB"),
        TARGETS=layer("targets"),
        UNIT_LEVEL=9,
        UNITS=layer("units"),
        OUTPUT=runner.path("red_line_scenario.csv"),
    )


def find_defects(runner: Runner, layer, made: dict) -> None:
    """Check the spoiled delivery and hold the findings against the list of planted defects."""
    done = runner.run(
        "checksurvey",
        INPUT=layer(f"{made['AFTER']}_delivery"),
        COEFFICIENTS=layer("coefficients"),
        UNITS=layer("CJDCQ"),
        BOUNDARY=layer("XZQ"),
        SLOPE=layer("PDT"),
        FINDINGS=runner.path("findings.gpkg"),
        RULES=runner.path("rules_checked.csv"),
    )
    runner.log.say(f"check of the delivery: {done['FINDING_COUNT']:,} findings, {done['ERROR_COUNT']:,} errors")
    found = QgsVectorLayer(runner.path("findings.gpkg"), "findings", "ogr")
    by_label: dict[str, set[str]] = {}
    for finding in found.getFeatures():
        about = by_label.setdefault(str(finding["label"]), set())
        about |= {str(finding[name] or "") for name in ("bsm", "other_bsm", "unit", "value")}
    missed = []
    planted = list(QgsVectorLayer(layer("defects"), "defects", "ogr").getFeatures())
    for defect in planted:
        about = by_label.get(_LABELS.get(defect["rule"], defect["rule"]), set())
        known = {str(defect["bsm"]), str(defect["note"] or "")} - {"", "NULL"}
        if not about & known and not (defect["rule"] == "T4" and about):
            missed.append(f"{defect['rule']} {defect['kind']}")
    text = f"planted defects found: {len(planted) - len(missed)} of {len(planted)}"
    runner.check(not missed, text + (f"; missed {', '.join(missed)}" if missed else ""))
