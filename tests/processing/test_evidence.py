"""The algorithms of evidence through QGIS: files in and accounted for, findings, positions and cones, on a real store."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback, QgsProject
from qgis.PyQt.QtCore import QBuffer, QIODevice
from qgis.PyQt.QtGui import QColor, QImage, QPainter

from landguard_plugin.app.patches.ports import Changes
from landguard_plugin.bridge.pictures import decoded, see, turned
from landguard_plugin.core.evidence.pictures import bits_apart
from landguard_plugin.core.patches.records import Campaign, Origin, Patch
from landguard_plugin.storage.patches.database import DatabasePatchStore
from tests.core.evidence.samples import X, Y, at
from tests.photos import (
    ASCII,
    MODIFIED,
    ORIENTATION,
    SHORT,
    TAKEN,
    direction,
    exif_block,
    gps_time,
    heic,
    position,
    with_exif,
)


def scene(seed: int, width: int = 1600, height: int = 1200) -> QImage:
    """Return a picture that differs from every other seed's, as landscapes do."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    generator = np.random.default_rng(seed)
    image.fill(QColor(140, 180, 220))
    painter = QPainter(image)
    for _ in range(25):
        x, y, w, h = (int(v) for v in generator.integers(0, [width, height, width // 2, height // 2]))
        painter.fillRect(x, y, w, h, QColor(*(int(v) for v in generator.integers(0, 255, 3))))
    painter.end()
    return image


def jpeg(image: QImage, quality: int = 85) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "JPG", quality)
    return bytes(buffer.data())


def place(x: float, y: float) -> list:
    found = at(x, y)
    return position(found["latitude"], found["longitude"])


def photo(seed: int, x: float, y: float, heading: float | None = None, thumbnail: int | None = None) -> bytes:
    gps = [*place(x, y), *gps_time("2026:03:01", 1, 0, 0)]
    gps += direction(heading) if heading is not None else []
    small = jpeg(scene(seed if thumbnail is None else thumbnail).scaled(160, 120)) if thumbnail != 0 else b""
    taken = "2026:03:01 09:00:00"
    return with_exif(jpeg(scene(seed)), exif_block([(MODIFIED, ASCII, taken)], [(TAKEN, ASCII, taken)], gps, small))


@pytest.fixture
def project(tmp_path):
    path = tmp_path / "卫片.gpkg"
    store = DatabasePatchStore.create(path, crs="EPSG:4526")
    patches = tuple(
        Patch(
            f"{k:032x}",
            "wp",
            "b",
            f"JC{k}",
            "990101001",
            Origin.ISSUED,
            bytes(shapely.to_wkb(shapely.box(X + 1000 * k, Y, X + 1000 * k + 100, Y + 100))),
            1_000_000,
            {"HSX": "20260301"},
        )
        for k in range(3)
    )
    store.commit(Changes(campaigns=(Campaign("wp", "一季度", 2026, "t", "s", "evidence-2026"),), added=patches))
    return store


@pytest.fixture
def photos(tmp_path):
    folder = tmp_path / "照片"
    folder.mkdir()
    (folder / "1.jpg").write_bytes(photo(1, X + 50, Y - 30, 0))
    (folder / "2.jpg").write_bytes(photo(2, X + 130, Y + 50, 270))
    (folder / "3").write_bytes(photo(3, X + 50, Y + 50))
    (folder / "4.heic").write_bytes(heic(exif_block(gps=place(X + 1050, Y - 20))))
    (folder / "说明.txt").write_bytes(b"words")
    return folder


def run(provider, name, **parameters):
    algorithm = next(one for one in provider.algorithms() if one.name() == name).create()
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    context.setProject(QgsProject.instance())
    results, ok = algorithm.run(parameters, context, feedback, {}, False)
    assert ok, feedback.textLog()
    layers = {k: context.takeResultLayer(v) for k, v in results.items() if isinstance(v, str) and v}
    return results, layers


def rows(layer):
    names = [field.name() for field in layer.fields()]
    return [dict(zip(names, feature.attributes())) for feature in layer.getFeatures()]


def test_a_folder_of_files_is_added_and_accounted_for(provider, project, photos):
    results, layers = run(
        provider,
        "addevidence",
        STORE=str(project.path),
        INPUT=[str(photos)],
        PATCH="JC0",
        PERSON="李核查",
        OUTPUT="memory:",
    )
    assert (results["READ"], results["ACCEPTED"], results["REJECTED_COUNT"]) == (5, 4, 1)
    listed = {row["name"]: row for row in rows(layers["OUTPUT"])}
    assert len(listed) == 5
    assert listed["说明.txt"]["reason_code"] == "LG-EVI-014"
    assert [listed[name]["grade"] for name in ("1.jpg", "2.jpg", "3", "4.heic")] == ["C", "C", "C", "D"]
    pieces = project.evidence(f"{0:032x}")
    assert [piece.tests["thumbnail"] for piece in pieces[:3]] == ["met"] * 3
    assert {piece.actor.person for piece in pieces} == {"李核查"}
    for piece in pieces:
        kept = project.path.with_name("卫片_evidence") / piece.sha256[:2]
        assert next(kept.glob(f"{piece.sha256[2:]}.*")).read_bytes() == (photos / piece.name).read_bytes()
    results, layers = run(provider, "checkevidence", STORE=str(project.path), CAMPAIGN="wp", FINDINGS="memory:")
    short = {row["number"] for row in rows(layers["FINDINGS"]) if row["reason_code"] == "LG-EVI-301"}
    assert short == {"JC1", "JC2"}
    assert (results["PATCHES_SHORT"], results["ORIGINALS_AMISS"]) == (2, 0)


def test_photos_are_only_proposed_without_a_patch(provider, project, photos):
    results, layers = run(
        provider,
        "addevidence",
        STORE=str(project.path),
        INPUT=[str(photos)],
        PERSON="x",
        OUTPUT="memory:",
        PROPOSALS="memory:",
        WITHIN_M=100,
    )
    assert (results["ACCEPTED"], results["PROPOSED"], results["REJECTED_COUNT"]) == (0, 4, 1)
    found = {row["name"]: (row["number"], round(row["distance_m"])) for row in rows(layers["PROPOSALS"])}
    assert found == {"1.jpg": ("JC0", 30), "2.jpg": ("JC0", 30), "3": ("JC0", 0), "4.heic": ("JC1", 20)}
    assert all(not project.evidence(f"{k:032x}") for k in range(3))


def test_positions_and_cones(provider, project, photos):
    run(
        provider, "addevidence", STORE=str(project.path), INPUT=[str(photos)], PATCH="JC0", PERSON="x", OUTPUT="memory:"
    )
    results, layers = run(provider, "photopositions", STORE=str(project.path), OUTPUT="memory:", CONES="memory:")
    assert (results["COUNT"], results["CONE_COUNT"]) == (4, 2)
    assert layers["OUTPUT"].crs().authid() == "EPSG:4490"
    expected = at(X + 50, Y - 30)
    points = {row.attribute("name"): row.geometry().centroid().asPoint() for row in layers["OUTPUT"].getFeatures()}
    assert points["1.jpg"].x() == pytest.approx(float(expected["longitude"]), abs=1e-7)
    assert points["1.jpg"].y() == pytest.approx(float(expected["latitude"]), abs=1e-7)


def test_lost_originals_are_named_and_brought_back(provider, project, photos):
    run(
        provider, "addevidence", STORE=str(project.path), INPUT=[str(photos)], PATCH="JC0", PERSON="x", OUTPUT="memory:"
    )
    lost = next(f for f in project.path.with_name("卫片_evidence").rglob("*.jpg"))
    lost.chmod(0o644)
    lost.unlink()
    results, _ = run(provider, "checkevidence", STORE=str(project.path), FINDINGS="memory:")
    assert results["ORIGINALS_AMISS"] == 1
    results, _ = run(provider, "checkevidence", STORE=str(project.path), FINDINGS="memory:", RESTORE_FROM=str(photos))
    assert (results["BROUGHT_BACK"], results["ORIGINALS_AMISS"]) == (1, 0)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"PATCH": "JC9"}, "LG-EVI-001"),
        ({"CAMPAIGN": "none"}, "LG-EVI-007"),
        ({"PERSON": " "}, "LG-EVI-008"),
        ({"STORE": "nowhere.gpkg"}, "LG-STO-008"),
        ({"RULESET": "no such rules"}, "LG-RUL-006"),
    ],
)
def test_refusals(provider, project, photos, changed, code):
    parameters = {
        "STORE": str(project.path),
        "INPUT": [str(photos)],
        "PATCH": "JC0",
        "PERSON": "x",
        "OUTPUT": "memory:",
        **changed,
    }
    algorithm = next(one for one in provider.algorithms() if one.name() == "addevidence").create()
    with pytest.raises(QgsProcessingException, match=code):
        algorithm.processAlgorithm(parameters, QgsProcessingContext(), QgsProcessingFeedback())


def test_the_command_line_gives_the_same_counts(qgis_process, project, photos):
    results = qgis_process.run(
        "landguard:addevidence",
        STORE=str(project.path),
        INPUT=[str(photos)],
        PATCH="JC0",
        PERSON="李核查",
        OUTPUT=str(project.path.with_name("added.csv")),
    )
    assert (results["READ"], results["ACCEPTED"], results["REJECTED_COUNT"]) == (5, 4, 1)
    assert [piece.grade for piece in project.evidence(f"{0:032x}")] == ["C", "C", "C", "D"]


def test_fingerprints_survive_a_chat_program_and_tell_pictures_apart():
    full = jpeg(scene(1))
    seen = see(full, b"")
    assert (seen.width, seen.height) == (1600, 1200)
    packed = see(jpeg(scene(1).scaled(640, 480), 30), b"")
    assert bits_apart(seen.fingerprint, packed.fingerprint) <= 6
    others = [see(jpeg(scene(seed)), b"").fingerprint for seed in range(2, 40)]
    assert min(bits_apart(seen.fingerprint, other) for other in others) > 6


def test_previews_with_black_bars_are_the_same_picture():
    wide = scene(5, 1500, 1000)
    padded = QImage(160, 120, QImage.Format.Format_RGB32)
    padded.fill(QColor(0, 0, 0))
    painter = QPainter(padded)
    painter.drawImage(0, 7, wide.scaled(160, 106))
    painter.end()
    seen = see(jpeg(wide), jpeg(padded, 95))
    assert bits_apart(seen.fingerprint, seen.thumbnail_fingerprint) <= 16


@pytest.mark.real
def test_real_previews_show_their_pictures(real_data):
    for name in ("DSCN0010.jpg", "DSCN0021.jpg", "iphone_hdr_NO.jpg"):
        content = (real_data / "photos_exif" / name).read_bytes()
        from landguard_plugin.core.evidence.containers import open_container
        from landguard_plugin.core.evidence.exif import read_claims

        seen = see(content, read_claims(open_container(content)).thumbnail)
        assert bits_apart(seen.fingerprint, seen.thumbnail_fingerprint) <= 16, name


def test_what_is_no_picture_is_not_decoded():
    assert see(b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", b"") is None
    assert see(b"noise", b"") is None
    assert see(heic(), b"") is None


def test_a_picture_with_absurd_size_is_not_decoded():
    from tests.photos import png

    assert decoded(png(width=60_000, height=60_000), 100)[1] is None


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_shown_upright(orientation):
    """The corner that EXIF calls the first pixel's place must lead to a red corner at the top left."""
    upright = QImage(60, 40, QImage.Format.Format_RGB32)
    upright.fill(QColor(255, 255, 255))
    painter = QPainter(upright)
    painter.fillRect(0, 0, 20, 20, QColor(255, 0, 0))
    painter.fillRect(40, 0, 20, 20, QColor(0, 0, 255))
    painter.end()
    from io import BytesIO

    from PIL import Image, ImageOps

    stored = Image.open(BytesIO(jpeg(upright, 100)))
    undo = {
        2: Image.FLIP_LEFT_RIGHT,
        3: Image.ROTATE_180,
        4: Image.FLIP_TOP_BOTTOM,
        5: Image.TRANSPOSE,
        6: Image.ROTATE_90,
        7: Image.TRANSVERSE,
        8: Image.ROTATE_270,
    }
    stored = stored.transpose(undo[orientation]) if orientation in undo else stored
    out = BytesIO()
    stored.save(out, "JPEG", quality=100)
    content = with_exif(out.getvalue(), exif_block([(ORIENTATION, SHORT, [orientation])]))
    assert ImageOps.exif_transpose(Image.open(BytesIO(content))).getpixel((10, 10))[0] > 200
    shown = turned(decoded(content, 500)[1], orientation)
    first, last = shown.pixelColor(10, 10), shown.pixelColor(50, 10)
    assert (shown.width(), shown.height()) == (60, 40)
    assert (first.red() > 200, first.blue() < 60, last.blue() > 200, last.red() < 60) == (True,) * 4
