"""What the whole way (scene 12) stands on: the files handed in, ground to draw on, photos, the people; and its numbered account."""

import hashlib
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import lgdrive
import shapely
from delivered_files import ZONE, bow_tie, write_boundary_text, write_shapefile
from lgdrive import iface, say, shot
from patch_project import ground

ROOT = Path(lgdrive.__file__).resolve().parents[2]
sys.path.append(str(ROOT))
from tools.demo_photos import photos_of  # noqa: E402

CRS = "EPSG:4526"
SHIFT = ZONE * 1_000_000
WORDS = {"王五": "county words 2026", "赵六": "city words 2026", "钱七": "province words 2026"}
MAKER = "张三"
FIELDS = {"XZQDM": str, "XMC": str, "JCBH": str, "TBLX": str, "QSX": str, "HSX": str, "MJ": float}


def make_files(folder, layers, count=24):
    """Write both files; return their paths and what they hold: rows, broken rows."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for feature in list(layers["issued"].getFeatures())[:count]:
        shape = shapely.from_wkb(bytes(feature.geometry().asWkb()))
        values = [feature[name] if name in feature.fields().names() else "" for name in FIELDS]
        texts = [str(v or "") if kind is str else float(v or 0) for v, kind in zip(values, FIELDS.values())]
        rows.append((["990101", "望禾县", *texts[2:]], shape))
    x0, y0 = shapely.get_coordinates(rows[0][1])[0]
    rows.append((["990101", "望禾县", "990101JC26999999", "20", "", "20260115", 0.0], bow_tie(x0, y0)))
    shapefile, text = folder / "一季度图斑.shp", folder / "补充地块.txt"
    write_shapefile(shapefile, FIELDS, rows)
    taken = shapely.STRtree([shape for _, shape in rows])
    plots = []
    for parcel in ground(layers["survey_after"], lambda f: str(f["DLBM"]).startswith("01")):
        inside = parcel.buffer(-6)
        if inside.geom_type == "Polygon" and inside.area > 2000 and not len(taken.query(inside.buffer(150))):
            plots.append((f"BC-{len(plots) + 1}", shapely.box(*_middle(inside, 18)), f"补充地块{len(plots) + 1}"))
        if len(plots) == 3:
            break
    write_boundary_text(text, plots)
    return SimpleNamespace(shapefile=shapefile, text=text, read=len(rows) + len(plots) + 1, broken=2, plots=plots)


def _middle(shape, half):
    point = shape.representative_point()
    return point.x - half, point.y - half, point.x + half, point.y + half


def in_zone(shape):
    """Return a shape of the county's layers in the system of the store: with the zone number."""
    return shapely.transform(shape, lambda xy: xy + (SHIFT, 0))


def on_map(point):
    """Return a point of the store on the map, whose system has no zone number."""
    return point[0] - SHIFT, point[1]


def drawable(parcels, patches, extent):
    """Return (corner, second, third): a triangle inside one parcel in view, away from all patches; corner is the parcel's."""
    view = shapely.box(extent.xMinimum(), extent.yMinimum(), extent.xMaximum(), extent.yMaximum()).buffer(
        -0.06 * extent.width()
    )
    taken = shapely.unary_union(patches)
    found = []
    for parcel in parcels:
        if not (parcel.intersects(view) and parcel.geom_type == "Polygon"):
            continue
        middle = parcel.representative_point()
        for corner in shapely.get_coordinates(parcel.exterior)[:-1]:
            dx, dy = middle.x - corner[0], middle.y - corner[1]
            others = [(middle.x - 0.5 * dy, middle.y + 0.5 * dx), (middle.x + 0.5 * dy, middle.y - 0.5 * dx)]
            triangle = shapely.Polygon([tuple(corner), *others])
            if parcel.buffer(-0.5).buffer(0.4).covers(shapely.MultiPoint(others)) and view.covers(triangle):
                if parcel.buffer(0.01).covers(triangle) and triangle.distance(taken) > 5:
                    found.append((triangle.area, tuple(corner), *others))
    return max(found)[1:] if found else None


def cutting_line(corner, second, third, reach):
    """Return both ends of a line across a triangle, as far outside as `reach`, parallel to the side that faces the corner."""
    middle = ((second[0] + third[0]) / 2, (second[1] + third[1]) / 2)
    cut = (corner[0] + 0.62 * (middle[0] - corner[0]), corner[1] + 0.62 * (middle[1] - corner[1]))
    dx, dy = third[0] - second[0], third[1] - second[1]
    length = (dx * dx + dy * dy) ** 0.5
    half = 0.31 + reach / length
    return (cut[0] - half * dx, cut[1] - half * dy), (cut[0] + half * dx, cut[1] + half * dy)


def make_photos(row, folder):
    """Write the photos of a patch as it stands in the store; return their paths."""
    patch = SimpleNamespace(shape=row["shape"].wkb, number=row["number"], uid=row["uid"])
    photos_of(patch, CRS, folder / row["number"])
    return sorted((folder / row["number"]).iterdir())


def farmland_of(layer):
    """Return (shape in the store's system, share of ridges to be deducted) of the farmland of a survey."""
    return [
        (in_zone(shapely.from_wkb(bytes(f.geometry().asWkb()))), float(f["KCXS"] or 0))
        for f in layer.getFeatures()
        if str(f["DLBM"])[:4] in ("0101", "0102", "0103")
    ]


def planar_farmland(shape, farmland):
    """Return the farmland of a shape net of ridges, planar: another computation than the plugin's."""
    return sum(shape.intersection(one).area * (1 - ridge) for one, ridge in farmland if shape.intersects(one))


def verify_alone(script, package):
    """Run the one-file verifier with nothing but Python; return how it ended."""
    return subprocess.run(
        ["/usr/bin/python3", "-I", "-S", str(script), str(package)], capture_output=True, check=False, timeout=60
    ).returncode


def with_a_flipped_byte(package, folder):
    """Write a package anew with one byte in the middle changed."""
    folder.mkdir(parents=True, exist_ok=True)
    content = bytearray(package.read_bytes())
    content[len(content) // 2] ^= 0x10
    altered = folder / f"改动_{package.name}"
    altered.write_bytes(content)
    return altered


def sha256(path):
    """Return the SHA-256 of a file."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


class Account:
    """Numbered stations: what was done, what the store says of it, keys, clicks, seconds."""

    def __init__(self, hands):
        self._hands, self._at, self._begun = hands, hands.tally(), time.time()
        self._first = self._begun
        self.lines = []

    def station(self, title, found):
        """End a station with a picture and what was found on disk."""
        now, tally = time.time(), self._hands.tally()
        keys, clicks, pasted = (b - a for a, b in zip(self._at, tally))
        number = len(self.lines) + 1
        self.lines.append(
            f"{number:2d} {title}: {found} | {keys} keys, {clicks} clicks, {pasted} texts, {now - self._begun:.0f} s"
        )
        say("station", self.lines[-1])
        self._at, self._begun = tally, now
        shot(f"{number:02d}_{title.replace(' ', '_')}")

    def tell(self):
        """Write the whole account."""
        keys, clicks, pasted = self._hands.tally()
        say("--- the whole way, one store ---")
        for line in self.lines:
            say(line)
        say(f"together: {keys} keys, {clicks} clicks, {pasted} texts pasted, {time.time() - self._first:.0f} s")


def wheel_out():
    """Turn the wheel over the map: one step smaller."""
    canvas = iface.mapCanvas()
    middle = canvas.viewport().mapToGlobal(canvas.viewport().rect().center())
    lgdrive.x("mousemove", middle.x(), middle.y())
    lgdrive.x("click", 5)
    yield 1200


def count_by(rows, name):
    """Return how often each value of a column occurs."""
    return Counter(row[name] for row in rows)
