"""Two hundred spoiled files: each is imported, refused by code or rejected row by row; nothing crashes, nothing vanishes."""

from __future__ import annotations

import random
import re

import pytest
import shapely
from qgis.core import QgsProcessingContext

from landguard_plugin.app.patches.importing import Desk, import_patches
from landguard_plugin.bridge.patch_files import FileChoices, arrived, read_patch_file
from landguard_plugin.core.area.zones import GaussKruger
from landguard_plugin.core.boundary.records import PlotToWrite, WritingRules
from landguard_plugin.core.boundary.writer import boundary_text
from landguard_plugin.core.patches.records import Actor, Campaign, Role
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.storage.patches.memory import MemoryPatchStore
from tests.layers import memory_layer, save

CAMPAIGN = Campaign("fuzz", "fuzz", 2026, "satellite-2026-13", "", "")
SHAPES = [shapely.box(400_000 + 200 * k, 2_580_000, 400_090 + 200 * k, 2_580_070) for k in range(4)]
INSERTS = [
    b"nan",
    b"1e308",
    b"-inf",
    b"=HYPERLINK(1)",
    b"\x00",
    b"\xff\xfe",
    "，".encode(),
    b"@",
    b"\r",
    b"99400000",
    b"",
    b"[",
    b"J1,1,0,0\r\n",
]


def originals(folder) -> dict[str, bytes]:
    rows = [{"JCBH": f"F{k}", "XMC": "望禾县"} for k in range(4)]
    layer = memory_layer(SHAPES, rows)
    rules = WritingRules(GaussKruger(3, 38, True))
    plots = [PlotToWrite(f"F{k}", shape.wkb, "地块") for k, shape in enumerate(SHAPES)]
    lines = ["编号,东坐标,北坐标"] + [
        f"F{k},{x + 38e6:.3f},{y:.3f}" for k, s in enumerate(SHAPES) for x, y in list(s.exterior.coords)[:-1]
    ]
    return {
        "a.txt": boundary_text(plots, rules).text.encode("gbk"),
        "b.csv": "\r\n".join(lines).encode("gbk"),
        "c.geojson": save(layer, folder / "o.geojson", "GeoJSON").read_bytes(),
        "d.shp": save(layer, folder / "o.shp", "ESRI Shapefile", "GBK").read_bytes(),
        "e.gpkg": save(layer, folder / "o.gpkg").read_bytes(),
    }


def spoiled(data: bytes, chance: random.Random) -> bytes:
    kind = chance.randrange(4)
    at = chance.randrange(len(data))
    if kind == 0:
        return data[:at]
    if kind == 1:
        return data[:at] + chance.choice(INSERTS) + data[at:]
    if kind == 2:
        return data[:at] + chance.choice(INSERTS) + data[at + chance.randrange(1, 40) :]
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def take(path) -> str:
    context = QgsProcessingContext()
    store = MemoryPatchStore("m", "", "EPSG:4547")
    try:
        file = arrived(read_patch_file(path, FileChoices(), context, Unwatched()), "EPSG:4547", context, Unwatched())
        count = iter(range(1_000_000))
        desk = Desk(store, Actor("测", Role.SURVEYOR), "2026-01-01T00:00:00Z", lambda: f"{next(count):032x}")
        done = import_patches(desk, file, CAMPAIGN, (), Unwatched())
    except LandGuardError as error:
        assert re.fullmatch(r"LG-[A-Z]{3}-\d{3}", error.code)
        return error.code
    assert done.read == len(file.source) == len(done.accepted) + len(done.rejected.rows)
    assert all(messages for messages in done.reasons)
    for patch in done.accepted:
        shape = shapely.from_wkb(patch.shape)
        assert shape.is_valid and shape.area > 0
    return "imported"


@pytest.mark.parametrize("seed", range(5))
def test_spoiled_files(qgis_app, tmp_path, seed):
    chance = random.Random(seed)
    outcomes = []
    for name, data in originals(tmp_path).items():
        for k in range(8):
            path = tmp_path / f"{k}{name}"
            path.write_bytes(spoiled(data, chance))
            if name == "d.shp":
                for suffix in (".dbf", ".shx", ".prj"):
                    path.with_suffix(suffix).write_bytes((tmp_path / f"o{suffix}").read_bytes())
            outcomes.append(take(path))
    assert "imported" in outcomes
    assert any(outcome != "imported" for outcome in outcomes)
