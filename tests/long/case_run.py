"""The long run of certificates and case packages: every byte flipped, cut everywhere, insiders, round trips, throughput.

python -m tests.long.case_run [INSIDE] [SEED]   (make evidence-case) writes docs/evidence/case_packages.md; INSIDE flips behind a
manifest and container made to fit (default 20,000). Stops with an error when anything altered passes.
"""

from __future__ import annotations

import json
import platform
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from landguard_plugin.app.patches.casework import CaseRoom
from landguard_plugin.app.patches.ports import PatchQuery
from landguard_plugin.core.patches.records import Role
from landguard_plugin.core.trust.archive import archive_of
from landguard_plugin.core.trust.canonical import canonical_parts
from landguard_plugin.core.trust.log import canonical_json
from landguard_plugin.core.trust.merkle import Tree, hash_leaf, is_consistent, is_included
from landguard_plugin.resources.verify import lgverify
from landguard_plugin.storage.patches.database import DatabasePatchStore
from landguard_plugin.storage.patches.memory import MemoryPatchStore
from tests.core.trust import projects
from tests.core.trust.projects import decide, filled, judge, patch_of, through_all_levels, uid
from tests.core.trust.shapes import random_patch, written_differently
from tests.core.trust.test_package import files_of, made, repacked

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "docs" / "evidence" / "case_packages.md"


class Report:
    """Lines of the evidence, printed as they come; a passed alteration ends the run."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._since = time.perf_counter()

    def say(self, text: str = "") -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
        self.lines.append(text)

    def row(self, what: str, verdicts: Counter) -> None:
        """One kind of alteration: how many, how many passed, what was said."""
        seconds, self._since = time.perf_counter() - self._since, time.perf_counter()
        passed = verdicts.pop("ok", 0)
        said = ", ".join(f"{name} {count:,}" for name, count in verdicts.most_common())
        self.say(f"| {what} | {passed + sum(verdicts.values()):,} | {passed} | {said} | {seconds:.0f} s |")
        if passed:
            raise SystemExit(f"{passed} altered packages passed: {what}")


def verdict(content: bytes) -> str:
    return lgverify.verify(content).verdict


def small_packages() -> tuple[bytes, bytes]:
    """A package with three levels, one return and an answer, without a form: unsealed, and sealed."""
    store = filled(MemoryPatchStore(), 1)
    decide(store, "certify", Role.COUNTY)
    decide(store, "return", Role.CITY, "缺远景照片")
    judge(store, uid(0), answer="已补", at="2026-03-03T00:00:00Z")
    through_all_levels(store)
    return made(store, sealed=False, form=b""), made(store, form=b"")


def flips(package: bytes, rng: random.Random, report: Report) -> None:
    said = Counter()
    for place in range(len(package)):
        bent = bytearray(package)
        bent[place] ^= 1 << rng.randrange(8)
        said[verdict(bytes(bent))] += 1
    report.row("every byte, one random bit", said)
    said = Counter()
    for bit in range(8 * 4_000):
        bent = bytearray(package)
        bent[bit // 8] ^= 1 << bit % 8
        said[verdict(bytes(bent))] += 1
    report.row("every bit of the first 4,000 bytes", said)
    tail = len(package) - 1_500
    said = Counter()
    for bit in range(8 * 1_500):
        bent = bytearray(package)
        bent[tail + bit // 8] ^= 1 << bit % 8
        said[verdict(bytes(bent))] += 1
    report.row("every bit of the last 1,500 bytes", said)


def cuts(package: bytes, rng: random.Random, report: Report) -> None:
    report.row("cut at every offset", Counter(verdict(package[:size]) for size in range(len(package))))
    said = Counter()
    for _ in range(2_000):
        more = rng.randbytes(rng.randint(1, 64))
        said[verdict(package + more)] += 1
        said[verdict(more + package)] += 1
        place = rng.randrange(len(package))
        said[verdict(package[:place] + more + package[place:])] += 1
        end = min(len(package), place + len(more))
        said[verdict(package[:place] + package[end:])] += 1
    report.row("bytes appended, prepended, inserted, taken out", said)
    said = Counter()
    files = files_of(package)
    for name in files:
        said[verdict(archive_of({n: c for n, c in files.items() if n != name}))] += 1
        for other in files:
            if other != name:
                said[verdict(archive_of({**files, name: files[other]}))] += 1
    report.row("files taken away, exchanged one for another", said)


def inside(package: bytes, count: int, rng: random.Random, report: Report) -> None:
    """Flips in signed files, with manifest and container made to fit again."""
    files = {n: c for n, c in files_of(package).items() if n != "manifest.json"}
    places = [(name, place) for name, content in files.items() for place in range(len(content))]
    chosen = places if len(places) <= count else rng.sample(places, count)
    said = Counter()
    for name, place in chosen:
        bent = bytearray(files[name])
        bent[place] ^= 1 << rng.randrange(8)
        said[verdict(repacked(package, **{name: bytes(bent)}))] += 1
    report.row(f"one bit in a file, manifest and container made to fit ({len(places):,} bytes to choose from)", said)


def insiders(package: bytes, count: int, rng: random.Random, report: Report) -> None:
    """One value of a record changed to another of its kind, everything that needs no key made to fit."""
    files = files_of(package)
    last_left_out = json.loads(files["log.json"])
    last_left_out["entries"].pop()
    earlier = canonical_json(last_left_out)  # a true earlier state: an unsealed package cannot tell, and says so
    said = Counter()
    for _ in range(count):
        name = rng.choice(["certificate.json", "log.json"])
        data = json.loads(files[name])
        before = canonical_json(data)
        change_one(data, rng)
        after = canonical_json(data)
        if after not in (before, earlier):
            said[verdict(repacked(package, **{name: after}))] += 1
    report.row("one value of a record changed, all that needs no key made to fit", said)


def change_one(data: object, rng: random.Random) -> None:
    """Walk down at random and change what is there."""
    while True:
        keys = list(data) if isinstance(data, dict) else list(range(len(data)))
        key = rng.choice(keys) if keys else None
        if key is None:
            return
        value = data[key]
        if isinstance(value, (dict, list)) and value and rng.random() < 0.9:
            data = value
        elif isinstance(value, str) and value.startswith("{") and rng.random() < 0.8:
            inner = json.loads(value)
            change_one(inner, rng)
            data[key] = canonical_json(inner).decode("utf-8")
            return
        else:
            data[key] = other_value(value, rng)
            return


def other_value(value: object, rng: random.Random) -> object:
    if isinstance(value, bool) or value is None:
        return "x"
    if isinstance(value, int):
        return value + rng.choice((-1, 1, 100))
    if isinstance(value, str):
        return value[:-1] + chr((ord(value[-1]) + 1) % 0x3000) if value else "x"
    return value[:-1] if isinstance(value, list) and value else {}


def proofs(report: Report) -> None:
    """Ours against the verifier's own, on trees of every size up to 200."""
    leaves = [f"entry {k}".encode() for k in range(200)]
    tree, checked = Tree(leaves), 0
    for size in range(1, 201):
        root = tree.root(size)
        for index in range(size):
            proof = tree.inclusion(index, size)
            if not (is_included(hash_leaf(leaves[index]), index, size, proof, root)
                    and lgverify.included(leaves[index], index, size, proof, root)):  # fmt: skip
                raise SystemExit(f"inclusion {index} of {size}")
            checked += 1
        for earlier in range(1, size + 1):
            proof, before = tree.consistency(earlier, size), tree.root(earlier)
            if not (
                is_consistent(earlier, size, before, root, proof)
                and lgverify.consistent(earlier, size, before, root, proof)
            ):
                raise SystemExit(f"consistency {earlier} of {size}")
            checked += 1
    report.say(
        f"| RFC 6962 proofs of all trees up to 200 entries, held by two programs | {checked:,} proofs, 0 differences |"
    )


def round_trips(report: Report) -> None:
    seconds, different = 0.0, 0
    for seed in range(10_000):
        shape = random_patch(seed)
        other = written_differently(shape, random.Random(seed)).wkb
        start = time.perf_counter()
        different += canonical_parts(shape.wkb) != canonical_parts(other)
        seconds += time.perf_counter() - start
    report.say(
        f"| patches written otherwise (start, direction, order, Polygon or MultiPolygon) | 10,000, {different} other bytes |"
    )
    report.say(f"| canonical form of one patch, mean | {1e3 * seconds / 20_000:.2f} ms |")
    if different:
        raise SystemExit(f"{different} patches have two spellings")


def throughput(report: Report, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = filled(DatabasePatchStore.create(Path(folder) / "s.gpkg"), count)
        start = time.perf_counter()
        decide(store, "certify", Role.COUNTY)
        report.say(
            f"| certify in a GeoPackage, each in its own safe transaction | {count} in {time.perf_counter() - start:.1f} s |"
        )
        for role in (Role.CITY, Role.PROVINCE):
            decide(store, "accept", role)
        room = CaseRoom(store, projects.originals().get, None)
        start = time.perf_counter()
        packages = [room.package(patch) for patch in store.patches(PatchQuery())]
        report.say(
            f"| packages made, without form | {count} in {time.perf_counter() - start:.1f} s, {len(packages[0]):,} bytes each |"
        )
        start = time.perf_counter()
        verdicts = Counter(verdict(package) for package in packages)
        report.say(f"| verified by the standalone program | {dict(verdicts)} in {time.perf_counter() - start:.1f} s |")
        if verdicts != {"ok": count}:
            raise SystemExit(f"whole packages refused: {verdicts}")
        patch_of(store, uid(0))


def main(count: int, seed: int) -> None:
    rng, report = random.Random(seed), Report()
    unsealed, sealed = small_packages()
    report.say("# Evidence: certificates and case packages\n")
    report.say(
        "Written by `make evidence-case` (`tests/long/case_run.py`); the run ends with an error when anything altered passes."
    )
    report.say(f"Python {platform.python_version()}, FLIPS={count}, seed {seed}, 2 cores shared with other work.\n")
    report.say(
        f"Sample: three levels, one return, an answer, a photo; {len(unsealed):,} bytes unsealed, {len(sealed):,} sealed.\n"
    )
    report.say("| alteration | tried | passed | verdicts | time |\n|---|---|---|---|---|")
    flips(unsealed, rng, report)
    cuts(unsealed, rng, report)
    inside(unsealed, count, rng, report)
    inside(sealed, count // 4, rng, report)
    insiders(unsealed, count // 4, rng, report)
    report.say("\n| what | figure |\n|---|---|")
    proofs(report)
    round_trips(report)
    throughput(report, 300)
    EVIDENCE.parent.mkdir(parents=True, exist_ok=True)
    EVIDENCE.write_text("\n".join(report.lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, int(sys.argv[2]) if len(sys.argv) > 2 else 20260301)
