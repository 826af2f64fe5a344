"""Made-up field photos for the demo: a drawn picture with position, direction and time, so that the tests of evidence have work."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

import shapely
from PIL import Image, ImageDraw
from PIL.TiffImagePlugin import IFDRational
from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsPointXY, QgsProject

#: direction of view in degrees and distance in metres of the three photos
VIEWS = ((0.0, 25.0), (120.0, 25.0), (240.0, 3.0))


def photos_of(patch, crs: str, folder: Path) -> None:
    """Write three photos that look at a patch from three sides, the last one close by."""
    folder.mkdir(parents=True, exist_ok=True)
    centre = shapely.point_on_surface(shapely.from_wkb(patch.shape))
    outline = shapely.from_wkb(patch.shape)
    to_degrees = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem(crs), QgsCoordinateReferenceSystem("EPSG:4490"), QgsProject.instance()
    )
    for number, (direction, distance) in enumerate(VIEWS, 1):
        x, y = _stand(centre, outline, direction, distance)
        place = to_degrees.transform(QgsPointXY(x, y))
        _write(folder / f"{patch.number}_{number}.jpg", place, direction, f"{patch.uid}{number}")


def _stand(centre, outline, direction: float, distance: float) -> tuple[float, float]:
    """Return the place from which the centre is seen in a direction, at least `distance` metres from the patch."""
    from math import cos, radians, sin

    away = -sin(radians(direction)), -cos(radians(direction))
    places = [(centre.x + reach * away[0], centre.y + reach * away[1]) for reach in range(3000)]
    outside = shapely.distance(outline, shapely.points(places))
    return places[int(next(k for k, far in enumerate(outside) if far >= distance))]


def _write(path: Path, place: QgsPointXY, direction: float, seed: str) -> None:
    dice = random.Random(seed)
    picture = Image.new("RGB", (1600, 1200), (150, 190, 230))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 600, 1600, 1200), fill=(120, 150, 80))
    for _ in range(60):
        x, y, size = dice.randrange(1600), dice.randrange(500, 1200), dice.randrange(20, 260)
        shade = tuple(dice.randrange(40, 200) for _ in range(3))
        draw.polygon([(x, y), (x + size, y - size // 2), (x + size // 3, y + size)], fill=shade)
    taken = datetime.now() - timedelta(hours=2)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "LandGuard demo", "drawn"
    exif[0x0132] = taken.strftime("%Y:%m:%d %H:%M:%S")
    exif[0x8769] = {0x9003: taken.strftime("%Y:%m:%d %H:%M:%S"), 0x9011: "+00:00"}
    exif[0x8825] = {
        1: "N",
        2: _sexagesimal(place.y()),
        3: "E",
        4: _sexagesimal(place.x()),
        16: "T",
        17: IFDRational(round(direction * 100), 100),
    }
    picture.save(path, quality=88, exif=exif)


def _sexagesimal(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    seconds = ((degrees - whole) * 60 - minutes) * 60
    return IFDRational(whole, 1), IFDRational(minutes, 1), IFDRational(round(seconds * 10_000), 10_000)
