"""The demo's patches: import -> screen -> judge -> photos -> certify -> city returns -> answer -> accept -> case file -> verify.

The deeds are the algorithms of the plugin; only the officer's own part, judging and answering, calls the use case directly, since
no algorithm may decide.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

from tools.demo_running import Runner

CAMPAIGN = "wp2026q1"
PASSPHRASE = "only for the demo"  # pragma: allowlist secret
PEOPLE = {"county": "王五", "city": "赵六", "province": "钱七"}
SCRIPT = Path(__file__).resolve().parent.parent / "landguard_plugin" / "resources" / "verify" / "lgverify.py"


def run(runner: Runner, made: dict, layer) -> None:
    """Run the whole way of three patches through the three levels."""
    store = take_in(runner, made)
    screen(runner, layer)
    numbers = judge_three(runner, store)
    prove(runner, store, numbers)
    certify(runner, store, numbers)
    export_and_verify(runner, store, numbers)


def take_in(runner: Runner, made: dict) -> str:
    """Import the issued patches and a boundary text into a new project."""
    store = runner.path("patches.gpkg")
    runner.run("createstore", STORE=store, CRS="EPSG:4547")
    texts = sorted(Path(made["DELIVERY"]).parent.glob("*.txt"))
    sources = [(made["LAYERS"], {"LAYER_NAME": "WPTB"}), *((str(text), {}) for text in texts)]
    for number, (source, more) in enumerate(sources):
        campaign = {"CAMPAIGN": CAMPAIGN if number == 0 else "boundaries"}
        rejected = {"REJECTED": runner.path(f"rejected_patches_{number}.gpkg")}
        done = runner.run("importpatches", INPUT=source, STORE=store, PERSON="李四", **campaign, **rejected, **more)
        counts = f"{done['READ']} read = {done['ACCEPTED']} accepted + {done['REJECTED_COUNT']} rejected"
        holds = done["READ"] == done["ACCEPTED"] + done["REJECTED_COUNT"] and done["ACCEPTED"] > 0
        runner.check(holds, f"patches of {Path(source).name}: {counts}, {done['DUPLICATES']} there before")
    return store


def screen(runner: Runner, layer) -> None:
    """Screen all issued patches against the county."""
    done = runner.run(
        "screenpatches",
        PATCHES=layer("WPTB"),
        SURVEY=layer("DLTB_2023"),
        SURVEY_LATER=layer("DLTB_2024"),
        BASIC_FARMLAND=layer("YJJBNTTB"),
        RED_LINE=layer("STBHHX"),
        APPROVED=layer("YDGLXX"),
        TEMPORARY=layer("LSYD"),
        PARCELS=layer("ZD"),
        OUTPUT=runner.path("screened_patches.gpkg"),
    )
    runner.log.say(f"screened: {done['COUNT']} patches with figures, suggestion and reasons")


def judge_three(runner: Runner, path: str) -> list[str]:
    """Judge three patches as the county's officer would; return their numbers."""
    from landguard_plugin.app.patches.judging import judge
    from landguard_plugin.app.patches.ports import PatchQuery
    from landguard_plugin.bridge.campaigns import verdict_tree
    from landguard_plugin.bridge.stores import open_store
    from landguard_plugin.core.patches.judging import Given
    from landguard_plugin.core.patches.records import Actor, Role

    store = open_store(path)
    tree = verdict_tree(next(c for c in store.campaigns() if c.id == CAMPAIGN)).tree
    given = (
        Given(("false_change",), {"description": "实地未变化"}, "伪变化"),
        Given(("other", "sliver"), {"description": "边角细缝"}, "属实"),
        Given(("other", "rural_road"), {"description": "农村道路", "road_width_m": "4.0"}, "属实"),
    )
    officer = Actor("张三", Role.COUNTY)
    chosen = store.patches(PatchQuery(campaign=CAMPAIGN))[: len(given)]
    for patch, verdict in zip(chosen, given):
        judge(store, patch, verdict, tree, officer, now())
    return [patch.number for patch in chosen]


def prove(runner: Runner, path: str, numbers: list[str]) -> None:
    """Take three photos of each patch (made up, with position, direction and time) and add them as evidence."""
    from landguard_plugin.app.patches.ports import PatchQuery
    from landguard_plugin.bridge.stores import open_store
    from tools.demo_photos import photos_of

    store = open_store(path)
    for patch in store.patches(PatchQuery(campaign=CAMPAIGN, numbers=tuple(numbers))):
        folder = Path(runner.path("photos")) / patch.number
        photos_of(patch, store.info().crs, folder)
        done = runner.run(
            "addevidence",
            STORE=path,
            INPUT=[str(photo) for photo in sorted(folder.iterdir())],
            PATCH=patch.number,
            PERSON="张三",
            OUTPUT="memory:",
        )
        runner.check(done["ACCEPTED"] == 3, f"evidence of {patch.number}: {done['ACCEPTED']} of {done['READ']} photos")


def certify(runner: Runner, path: str, numbers: list[str]) -> None:
    """Certify at the county, have the city return one, answer, and carry all through city and province."""
    from landguard_plugin.app.patches.judging import answer_return
    from landguard_plugin.app.patches.ports import PatchQuery
    from landguard_plugin.bridge.campaigns import verdict_tree
    from landguard_plugin.bridge.stores import open_store
    from landguard_plugin.core.patches.records import Actor, Role

    keys = {role: runner.path(f"{role}.pem") for role in PEOPLE}
    for role, person in PEOPLE.items():
        runner.run("createkey", PERSON=person, ROLE=role, PASSPHRASE=PASSPHRASE, KEY=keys[role])

    def decide(role: str, decision: str, opinion: str, which: list[str]) -> int:
        done = runner.run(
            "certify",
            STORE=path,
            PATCH=",".join(which),
            DECISION=decision,
            OPINION=opinion,
            ROLE=role,
            KEY=keys[role],
            PASSPHRASE=PASSPHRASE,
            CERTIFICATES="memory:",
            REFUSED=runner.path(f"refused_{role}_{decision}.csv"),
        )
        return done["COUNT"]

    runner.check(decide("county", "certify", "属实", numbers) == 3, "county certifies 3 patches")
    runner.check(decide("city", "return", "请说明道路宽度依据", numbers[2:]) == 1, "city returns 1 patch")
    store = open_store(path)
    tree = verdict_tree(next(c for c in store.campaigns() if c.id == CAMPAIGN)).tree
    returned = store.patches(PatchQuery(campaign=CAMPAIGN, numbers=(numbers[2],)))[0]
    answer_return(store, returned, "宽度 4.0 米，见现场照片", tree, Actor("张三", Role.COUNTY), now())
    runner.check(decide("county", "certify", "属实", numbers[2:]) == 1, "county answers and certifies again")
    runner.check(decide("city", "accept", "", numbers) == 3, "city accepts 3 patches")
    runner.check(decide("province", "accept", "", numbers) == 3, "province accepts 3 patches")


def export_and_verify(runner: Runner, path: str, numbers: list[str]) -> None:
    """Write the case packages; verify them here and with nothing but Python; one flipped byte must be refused."""
    folder = Path(runner.path("cases"))
    done = runner.run("exportcase", STORE=path, PATCH=",".join(numbers), OUTPUT=str(folder))
    packages = sorted(folder.rglob("*.zip"))
    runner.check(done["COUNT"] == len(packages) == 3, f"{len(packages)} case packages")
    for package in packages:
        verdict = runner.run("verifycase", PACKAGE=str(package), FINDINGS="memory:")["VERDICT"]
        alone = subprocess.run(
            [sys.executable, "-I", "-S", str(SCRIPT), str(package)], capture_output=True, check=False
        )
        runner.check(
            verdict == "ok" and alone.returncode == 0,
            f"{package.name}: {verdict}; with Python alone: {alone.returncode}",
        )
    content = bytearray(packages[0].read_bytes())
    content[len(content) // 2] ^= 1
    broken = folder / "altered.zip"
    broken.write_bytes(content)
    verdict = runner.run("verifycase", PACKAGE=str(broken), FINDINGS="memory:")["VERDICT"]
    runner.check(verdict != "ok", f"one bit flipped: {verdict}")
    broken.unlink()
    checked = runner.run("checkstore", STORE=path, FINDINGS="memory:")
    runner.check(checked["FINDING_COUNT"] == 0, f"project checked: {checked['FINDING_COUNT']} findings")


def now() -> str:
    """Return the time as the store keeps it."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
