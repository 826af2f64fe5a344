"""Speed against what a user would run instead, in the same run, as ratios of whole processes.

    python -m benchmarks.run quick    some 8,000 patches a year, against both rivals
    python -m benchmarks.run full     100,000 patches a year

First the gate: our account must close to 0.00 and agree with the rival cell by cell. Then the runs, interleaved; CPU is user plus
system time of the whole process, as the operating system accounts it. Figures go to out/bench/; a missed target ends with 1.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import data, rivals
from landguard_plugin.core.flows.parts import NAMES

ROOT = Path(__file__).resolve().parent.parent
MODES = {  # patches, our runs, rival runs, targets by rival (CPU ratio)
    "quick": (8_000, 3, 1, {"qgis": 12.0, "geopandas": 4.0}),
    "full": (100_000, 5, 1, {"qgis": 40.0, "geopandas": 15.0}),
}


@dataclass(frozen=True)
class Run:
    """One whole-process run."""

    cpu: float
    wall: float
    peak_mib: int
    output: str


def measure(commands: list[list[str]], environment: dict[str, str] | None = None) -> Run:
    """Run commands one after the other and return what they used together."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    output, peak = "", 0
    for command in commands:
        timed = ["/usr/bin/env", "bash", "-c", 'exec "$0" "$@"', *command]
        done = subprocess.run(timed, capture_output=True, text=True, env=environment, cwd=ROOT, check=False)
        if done.returncode:
            raise SystemExit(f"{command[:3]} failed:\n{done.stderr[-2000:]}")
        output = done.stdout
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak = after.ru_maxrss >> 10
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(cpu, time.perf_counter() - begin, peak, output)


def compiled() -> dict[str, str]:
    """Return the environment of a Python that keeps its compiled modules, as an installed plugin does (and the rivals do)."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(ROOT / ".bench" / "pycache")}


def gate(ours: dict, theirs: dict[str, float], name: str, tolerance: float) -> None:
    """Stop unless our account closes and every cell agrees within a share of the cell and of a square metre."""
    if ours["reconciliation"]["difference_m2"] != 0:
        raise SystemExit("gate: our account is not closed")
    # Ground of one year only (a redrawn outer border) has a word for its class; an intersection knows nothing of it.
    cells = {key: area for key, area in ours["cells"].items() if not any(word in key for word in NAMES.values())}
    for key in set(cells) | set(theirs):
        mine, other = cells.get(key, 0.0), theirs.get(key, 0.0)
        if abs(mine - other) > max(1.0, tolerance * max(mine, other)):
            raise SystemExit(f"gate: {key} is {mine} here and {other} in {name}")
    print(f"gate: closed to 0.00, {len(cells)} cells agree with {name}")


def main(mode: str) -> int:
    """Run one mode; return 1 when a target is missed."""
    patches, our_runs, rival_runs, targets = MODES[mode]
    folder = data.county(patches)
    rivals.install_geopandas()
    ours_command = [sys.executable, "-m", "benchmarks.ours", str(folder)]
    installed = compiled()
    own, other = [measure([ours_command], installed)], {name: [] for name in targets}
    result = json.loads(own[0].output)
    home = rivals.environment(ROOT / ".bench" / "home")
    for round_number in range(max(our_runs, rival_runs)):
        if round_number < rival_runs:
            other["geopandas"].append(measure([rivals.geopandas_command(folder)]))
            other["qgis"].append(measure(rivals.qgis_commands(folder), home))
        if round_number < our_runs:
            own.append(measure([ours_command], installed))
    # QGIS measures edges as geodesics, GeoPandas in the plane (scale up to 1e-4 off the central meridian).
    gate(result, rivals.qgis_cells(folder), "QGIS", 2e-5)
    gate(result, json.loads(other["geopandas"][0].output)["cells"], "GeoPandas", 3e-4)
    return report(mode, folder, own[1:], other, targets)


def report(mode: str, folder: Path, own: list[Run], other: dict[str, list[Run]], targets: dict[str, float]) -> int:
    """Print and keep the figures; return 1 when a ratio misses its target."""
    lines = [f"{mode}: {folder.name}, data {data.digest(folder)}, {len(own)} runs of ours"]
    mine = statistics.median(run.cpu for run in own)
    spread = f"{min(run.cpu for run in own):.2f}-{max(run.cpu for run in own):.2f}"
    wall = statistics.median(run.wall for run in own)
    lines.append(f"LandGuard  cpu {mine:7.2f} s ({spread})  wall {wall:7.2f} s")
    missed = 0
    for name, runs in other.items():
        cpu, wall = statistics.median(r.cpu for r in runs), statistics.median(r.wall for r in runs)
        ratio, target = cpu / mine, targets[name]
        missed |= ratio < target
        verdict = "ok" if ratio >= target else "MISSED"
        lines.append(
            f"{name:10s} cpu {cpu:7.2f} s  wall {wall:7.2f} s  ratio {ratio:5.1f} (target {target:g}: {verdict})"
        )
    target_file = ROOT / "out" / "bench" / f"{mode}.txt"
    target_file.parent.mkdir(parents=True, exist_ok=True)
    target_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))
    return int(missed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "quick"))
