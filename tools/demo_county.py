"""The demo on the generated county: 10 townships, two survey years, every layer of a county's database, planted defects to find."""

from __future__ import annotations

from tools import demo_folder, demo_ledger, demo_patches
from tools.demo_running import Runner

COUNTY = 1  # some 8,000 patches a year


def run(runner: Runner) -> str:
    """Run the whole chain and return the closing line of the reconciliation."""
    made = runner.run("samplecounty", SIZE=COUNTY, OUTPUT=runner.path("county"))
    runner.log.say(f"county: {made['BEFORE_COUNT']:,} and {made['AFTER_COUNT']:,} patches")
    layer = f"{made['LAYERS']}|layername=".__add__
    after = deliver(runner, made)
    find_defects(runner, layer, made)
    zones = {"BASIC_FARMLAND": layer("YJJBNTTB"), "APPROVED": layer("YDGLXX")}
    closing = demo_folder.account(runner, layer(made["BEFORE"]), after, zones, "样例县", UNIT_LEVEL=9)
    hold_to_targets(runner, layer, after)
    demo_patches.run(runner, made, layer)
    demo_ledger.run(runner, layer)
    return closing


def deliver(runner: Runner, made: dict) -> str:
    """Import the shapefile a county hands in: GBK, no .cpg, no .prj, zone-prefixed coordinates."""
    target = runner.path("dltb_imported.gpkg")
    done = runner.run("importsurvey", INPUT=made["DELIVERY"], OUTPUT=target, REJECTED=runner.path("rejected.gpkg"))
    counts = f"{done['READ']:,} read = {done['ACCEPTED']:,} accepted + {done['REJECTED_COUNT']:,} rejected"
    whole = done["READ"] == done["ACCEPTED"] + done["REJECTED_COUNT"] == made["AFTER_COUNT"]
    runner.check(whole, f"import of the GBK shapefile: {counts}")
    levelled = runner.run(
        "levelareas",
        INPUT=target,
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
        OUTPUT=runner.path("red_line_scenario.csv"),
    )


def find_defects(runner: Runner, layer, made: dict) -> None:
    """Check the spoiled delivery and hold the findings against the list of planted defects."""
    raise NotImplementedError
