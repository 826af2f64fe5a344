"""Case packages against the standalone verifier: what is whole passes, every change of any kind does not, and is named."""

from __future__ import annotations

import ast
import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from landguard_plugin.app.patches.casework import CaseRoom, Sealer, package_name
from landguard_plugin.core.patches.records import Actor, Role
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.trust.archive import archive_of
from landguard_plugin.core.trust.log import canonical_json
from landguard_plugin.core.trust.roster import roster_bytes
from landguard_plugin.resources.verify import lgverify
from landguard_plugin.storage.patches.memory import MemoryPatchStore
from tests.core.trust import projects
from tests.core.trust.projects import KEYS, decide, filled, judge, patch_of, through_all_levels, uid
from tests.core.trust.test_roster import ROOT, TestKey, row

SCRIPT = Path(lgverify.__file__)


def made(store, k=0, sealed=True, form=b"%PDF-1.7 form", pictures=None):
    sealer = Sealer(KEYS[Role.COUNTY], Actor("王五", Role.COUNTY, KEYS[Role.COUNTY].key_id), projects.clock())
    room = CaseRoom(store, projects.originals().get, (lambda record: form) if form else None)
    return room.package(patch_of(store, uid(k)), pictures or {}, sealer if sealed else None)


@pytest.fixture(scope="module")
def store():
    return through_all_levels(filled(MemoryPatchStore(), 3))


@pytest.fixture(scope="module")
def package(store):
    return made(store)


def verdict(content, trusted=()):
    return lgverify.verify(content, trusted).verdict


def found(content, trusted=()):
    return [(f["code"], f["record"]) for f in lgverify.verify(content, trusted).findings if not f["note"]]


def files_of(package):
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def repacked(package, **changes):
    """Change files (None takes one away) and recompute manifest and container, as an insider without keys would."""
    files = files_of(package)
    for name, content in changes.items():
        files.pop(name, None) if content is None else files.update({name: content})
    manifest = json.loads(files["manifest.json"])
    from landguard_plugin.core.trust.digests import sha256_of, sm3_of

    manifest["files"] = [
        {"name": n, "sha256": sha256_of(files[n]), "sm3": sm3_of(files[n]), "size": len(files[n])}
        for n in sorted(files)
        if n not in ("manifest.json", "seal.json")
    ]
    files["manifest.json"] = canonical_json(manifest)
    return archive_of(files)


def test_a_whole_package_passes_and_is_the_same_every_time(store, package):
    result = lgverify.verify(package)
    assert (result.verdict, found(package)) == ("ok", [])
    assert result.facts["number"] == "990101-2026-000001"
    assert result.facts["state"] == "accepted"
    room = CaseRoom(store, projects.originals().get, lambda record: b"form")
    assert room.package(patch_of(store, uid(1))) == room.package(patch_of(store, uid(1)))
    assert package_name(patch_of(store, uid(1)), "990101-2026-000002") == "990101-2026-000002_JC20260002.zip"


def test_the_container_is_an_ordinary_zip(package):
    names = list(files_of(package))
    assert names == sorted(names)
    assert {"certificate.json", "log.json", "manifest.json", "geometry.geojson", "seal.json", "form.pdf"} <= set(names)
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_one_flipped_bit_anywhere_is_rejected(package):
    rng = random.Random(20260301)
    passed = []
    for place in rng.sample(range(len(package)), min(2_000, len(package))):
        bent = bytearray(package)
        bent[place] ^= 1 << rng.randrange(8)
        if verdict(bytes(bent)) == "ok":
            passed.append(place)
    assert passed == []


def test_flips_inside_the_files_are_rejected_though_container_and_manifest_are_recomputed(store):
    """What zip's own checks and the manifest would catch is set right again: signatures and proofs have to catch it."""
    rng = random.Random(7)
    package = made(store, sealed=False)
    files = files_of(package)
    signed = [n for n in files if n.endswith(".json") and n not in ("manifest.json",)] + ["geometry.geojson"]
    signed += [n for n in files if n.startswith("evidence/")]
    passed = []
    for name in signed:
        content = files[name]
        for place in rng.sample(range(len(content)), min(40, len(content))):
            bent = bytearray(content)
            bent[place] ^= 1 << rng.randrange(8)
            if verdict(repacked(package, **{name: bytes(bent)})) == "ok":
                passed.append((name, place))
    assert passed == []


@pytest.mark.parametrize("name", ["form.pdf", "pictures/before.png"])
def test_a_seal_holds_form_and_pictures(store, name):
    sealed, open_one = (made(store, sealed=sealed, pictures={"before": b"\x89PNG before"}) for sealed in (True, False))
    assert (verdict(sealed), verdict(open_one)) == ("ok", "ok")
    assert verdict(repacked(sealed, **{name: b"other"})) == "altered"
    codes = [f["code"] for f in lgverify.verify(open_one).findings]
    assert "LG-PKG-119" in codes
    assert "LG-PKG-119" not in [f["code"] for f in lgverify.verify(sealed).findings]


def test_cut_anywhere_appended_and_prepended(package):
    rng = random.Random(3)
    for size in [0, 1, 3, 4, 29, 30, *rng.sample(range(31, len(package)), 300), len(package) - 1]:
        assert verdict(package[:size]) in ("incomplete", "not a package", "altered")
        assert verdict(package[:size]) != "ok"
    assert verdict(package[: len(package) // 2]) == "incomplete"
    assert verdict(package[:-1]) == "incomplete"
    for more in (b"\x00", b"PK\x05\x06", b"x" * 100):
        assert verdict(package + more) == "altered"
        assert verdict(more + package) in ("not a package", "altered")


def test_other_spellings_of_the_same_contents(package):
    files = files_of(package)

    def zipped(order, kind=zipfile.ZIP_STORED, date=(1980, 1, 1, 0, 0, 0), comment=b""):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.comment = comment
            for name in order:
                archive.writestr(zipfile.ZipInfo(name, date), files[name], kind)
        return out.getvalue()

    names = sorted(files)
    assert verdict(zipped(names)) == "altered"  # another program's zip has other attributes
    assert verdict(zipped(names[::-1])) != "ok"
    assert verdict(zipped(names, zipfile.ZIP_DEFLATED)) != "ok"
    assert verdict(zipped(names, date=(2026, 1, 1, 0, 0, 0))) != "ok"
    assert verdict(zipped(names, comment=b"hello")) != "ok"
    double = io.BytesIO()
    with zipfile.ZipFile(double, "w") as archive, pytest.warns(UserWarning):
        for name in [*names, names[0]]:
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), files[name])
    assert verdict(double.getvalue()) != "ok"


@pytest.mark.parametrize(
    "name",
    [
        "../x",
        "/etc/passwd",
        "C:\\x",
        "evidence/../../x",
        "CON",
        "certificate.json.",
        "Certificate.json",
        "a.py",
        "project.qgs",
        "evidence/" + "0" * 64 + ".tar.gz",
        "x" * 121,
    ],
)
def test_names_that_play_tricks(package, name):
    files = files_of(package)
    assert verdict(archive_of({**files, name: b"x"})) in ("altered", "not a package")


def test_hostile_containers_cost_nothing():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("certificate.json", b"0" * 50_000_000)
    assert verdict(out.getvalue()) in ("altered", "incomplete")
    many = archive_of({f"evidence/{k:064x}": b"" for k in range(20_000)})
    assert verdict(many) == "incomplete"  # no manifest
    deep = b"[" * 1_000_000
    assert verdict(archive_of({"manifest.json": deep})) == "altered"
    assert verdict(archive_of({"manifest.json": b"1" * 1_000_000})) == "altered"
    assert verdict(b"%PDF-1.4 nothing of ours") == "not a package"
    assert verdict(archive_of({"hello.txt": b"hi"})) == "not a package"


def test_missing_files_are_incomplete(package):
    files = files_of(package)
    evidence = next(name for name in files if name.startswith("evidence/"))
    for name in (evidence, "log.json", "certificate.json"):
        less = {n: c for n, c in files.items() if n != name}
        assert verdict(archive_of(less)) == "incomplete"
        assert ("LG-PKG-109", name) in found(archive_of(less))
    assert verdict(archive_of({n: c for n, c in files.items() if n != "manifest.json"})) == "incomplete"
    assert found(archive_of({**files, "evidence/" + "1" * 64: b"x"}))[0][0] == "LG-PKG-110"


def test_an_insider_who_recomputes_all_but_the_signatures(store):
    """Figures, verdict, photos, decisions and people exchanged, everything without a key made to fit: found and named."""
    package = made(store, sealed=False)
    files = files_of(package)

    def certificate_with(**changes):
        content = json.loads(files["certificate.json"])
        for path, value in changes.items():
            place = content
            *steps, last = path.split("__")
            for step in steps:
                place = place[step]
            place[last] = value
        return canonical_json(content)

    area = certificate_with(bound__patch__area_dm2=1)
    assert ("LG-PKG-113", "log.json #") in [
        (c, r[:10]) for c, r in found(repacked(package, **{"certificate.json": area}))
    ]
    legal = certificate_with(bound__judgement__path=["legal"])
    assert verdict(repacked(package, **{"certificate.json": legal})) == "altered"
    log = json.loads(files["log.json"])
    for entry in log["entries"]:
        entry["leaf"] = entry["leaf"].replace("赵六", "孙八")
    assert verdict(repacked(package, **{"log.json": canonical_json(log)})) == "altered"
    log = json.loads(files["log.json"])
    log["entries"] = [
        e for e in log["entries"] if '"kind":"accept"' not in e["leaf"] or '"role":"city"' not in e["leaf"]
    ]
    assert verdict(repacked(package, **{"log.json": canonical_json(log)})) in ("altered", "incomplete")
    log = json.loads(files["log.json"])
    log["entries"] = [e for e in log["entries"] if '"kind":"certify"' not in e["leaf"]]
    assert verdict(repacked(package, **{"log.json": canonical_json(log)})) != "ok"
    other = files_of(made(store, 1, sealed=False))
    assert verdict(repacked(package, **{"certificate.json": other["certificate.json"]})) == "altered"
    assert verdict(repacked(package, **{"log.json": other["log.json"]})) != "ok"


def test_a_last_decision_left_out_shows_in_a_sealed_package_only(store):
    """An unsealed package without its last decision is one that was true earlier; the reader is told what it cannot show."""
    sealed, unsealed = made(store), made(store, sealed=False)
    log = json.loads(files_of(unsealed)["log.json"])
    log["entries"].pop()
    less = {"log.json": canonical_json(log)}
    assert verdict(repacked(sealed, **less)) == "altered"
    result = lgverify.verify(repacked(unsealed, **less))
    assert (result.verdict, result.facts["state"]) == ("ok", "city_accepted")
    note = next(finding for finding in result.findings if finding["code"] == "LG-PKG-119")
    assert "left out" in lgverify.worded(note, "en")
    assert note["words"]["size"] > 0


def test_a_second_signature_by_an_unknown_hand(store):
    """The insider signs anew with a key of his own: the roster, or whoever knows the keys, does not know it."""
    forged = filled(MemoryPatchStore(), 1)
    decide(forged, "certify", Role.COUNTY, key=TestKey(77), person="王五")
    package = made(forged, sealed=False)
    assert verdict(package) == "ok"  # the package names its own keys ...
    assert "LG-PKG-120" in [f["code"] for f in lgverify.verify(package).findings]  # ... and the reader is told so
    assert verdict(package, [KEYS[Role.COUNTY].key_id]) == "unknown signer"
    trusted = [key.key_id for key in KEYS.values()]
    assert verdict(made(store), trusted) == "ok"
    assert verdict(made(store), trusted[:2]) == "unknown signer"


@pytest.fixture(scope="module")
def with_roster():
    roster = roster_bytes(
        "某局",
        "2026-01-01",
        [row(key, role, until="") for role, key in KEYS.items()],
        ROOT,
    )
    made = filled(MemoryPatchStore(), 1)
    decide(made, "certify", Role.COUNTY, roster=roster)
    decide(made, "accept", Role.CITY)
    return made


def test_a_roster_in_the_package(with_roster):
    package = made(with_roster)
    assert verdict(package) == "ok"
    assert verdict(package, [ROOT.key_id]) == "ok"
    assert verdict(package, ["0" * 32]) == "unknown signer"
    files = files_of(package)
    forged = roster_bytes("某局", "2026-01-01", [row(KEYS[Role.COUNTY], until="")], TestKey(5))
    unsealed = made(with_roster, sealed=False)
    assert verdict(repacked(unsealed, **{"roster.json": forged}), [ROOT.key_id]) == "unknown signer"
    narrow = roster_bytes("某局", "2026-01-01", [row(KEYS[Role.COUNTY], until="")], ROOT)
    assert verdict(repacked(unsealed, **{"roster.json": narrow})) == "unknown signer"
    expired = roster_bytes(
        "某局", "2026-01-01", [row(key, role, until="2026-01-31") for role, key in KEYS.items()], ROOT
    )
    assert verdict(repacked(unsealed, **{"roster.json": expired})) == "unknown signer"
    assert "roster.json" in files


def test_the_history_of_a_returned_patch_is_in_the_package():
    store = filled(MemoryPatchStore(), 1)
    decide(store, "certify", Role.COUNTY)
    decide(store, "return", Role.CITY, "缺远景照片")
    judge(store, uid(0), answer="已补", at="2026-03-03T00:00:00Z")
    decide(store, "certify", Role.COUNTY)
    decide(store, "doubt", Role.CITY, "时相存疑")
    decide(store, "accept", Role.CITY, "现场复核属实")
    package = made(store)
    assert (verdict(package), found(package)) == ("ok", [])
    assert "earlier/990101-2026-000001.json" in files_of(package)
    less = repacked(made(store, sealed=False), **{"earlier/990101-2026-000001.json": None})
    assert verdict(less) == "incomplete"
    kinds = [json.loads(e["leaf"])["kind"] for e in json.loads(files_of(package)["log.json"])["entries"]]
    assert kinds.count("judge") == 2


def test_what_cannot_be_exported(store):
    empty = filled(MemoryPatchStore(), 1)
    with pytest.raises(LandGuardError, match="LG-PKG-001"):
        made(empty)
    room = CaseRoom(store, lambda digest: b"other bytes", None)
    with pytest.raises(LandGuardError, match="LG-PKG-002"):
        room.package(patch_of(store, uid(0)))
    with pytest.raises(LandGuardError, match="LG-PKG-003"):
        archive_of({f"x{k}": b"" for k in range(20_001)})


def test_the_script_alone_says_the_same(tmp_path, package):
    bent = bytearray(package)
    bent[len(bent) // 2] ^= 1
    cases = {"ok": package, "altered": bytes(bent), "incomplete": package[:-30], "not a package": b"hello"}
    script = tmp_path / "lgverify.py"
    script.write_bytes(SCRIPT.read_bytes())
    for wanted, content in cases.items():
        path = tmp_path / "案卷.zip"
        path.write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-I", "-S", script, path], capture_output=True, text=True, check=False, cwd=tmp_path
        )
        assert done.stdout.strip().splitlines()[-1] == wanted, done.stdout + done.stderr
        assert done.returncode == lgverify.VERDICTS.index(wanted)
    done = subprocess.run(
        [sys.executable, "-I", "-S", script, path, "--trust", "0" * 32], capture_output=True, check=False
    )
    assert done.returncode == 4
    (tmp_path / "ok.zip").write_bytes(package)
    done = subprocess.run(
        [sys.executable, "-I", "-S", script, tmp_path / "ok.zip", "--trust", "0" * 32, "--language", "en"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "is not among the trusted ones" in done.stdout


def test_the_script_needs_nothing_but_the_standard_library():
    source = SCRIPT.read_text(encoding="utf-8")
    imported = {line.split()[1].split(".")[0] for line in source.splitlines() if line.startswith(("import ", "from "))}
    ast.parse(source, feature_version=(3, 8))
    assert imported == {"hashlib", "json", "mmap", "pathlib", "re", "struct", "sys", "unicodedata", "zlib"}
