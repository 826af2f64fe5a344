"""Test vectors T1-T6 and projection checks, from an independent script (docs/domain-notes.md 2.6); EPSG:4547."""

import shapely


def square(east, north, width):
    """Return a closed square ring, order start, north, east, south."""
    return [(east, north), (east, north + width), (east + width, north + width), (east + width, north), (east, north)]


PENTAGON = [
    (512345.678, 3987654.321),
    (512401.5, 3987720.25),
    (512478.125, 3987700.5),
    (512490.75, 3987625.875),
    (512410.333, 3987590.111),
]
HOLED = (
    [(512000, 3987000), (512000, 3987200), (512300, 3987200), (512300, 3987000)],
    [(512100, 3987050), (512100, 3987150), (512200, 3987150), (512200, 3987050)],
)

# id, polygon, official m2, m2 without densification (None: not given), true m2 of the plane polygon
VECTORS = [
    ("T1", shapely.Polygon(square(500000, 4000000, 100)), 10000.0008, 10000.0008, 10000.0000),
    ("T2", shapely.Polygon(square(600000, 4000000, 100)), 9997.5352, 9997.5338, 9997.5347),
    ("T3", shapely.Polygon(square(600000, 3500000, 1000)), 999751.0030, 999751.0127, 999751.0038),
    ("T4", shapely.Polygon(square(620000, 3500000, 10000)), 99961464.1322, 99961479.8513, 99961464.1162),
    ("T5", shapely.Polygon(PENTAGON), 12048.4837, 12048.4857, 12048.4834),
    ("T6", shapely.Polygon(HOLED[0], [HOLED[1]]), 49999.8214, None, 49999.8182),
]

# easting from the central meridian 114 E, northing, latitude and longitude in degrees
INVERSE = [
    (0.0, 4000000.0, 36.1302929197, 114.0000000000),
    (100000.0, 4000000.0, 36.1251421023, 115.1108302228),
    (100000.0, 3500000.0, 31.6182061385, 115.0539070776),
    (12345.678, 3987654.321, 36.0189526791, 114.1369579044),
]

# south edge of a 1:10000 sheet (3'45" x 2'30") in degrees, m2
SHEETS = [(20, 30165060.64), (30, 27847757.03), (36, 26046550.18), (40, 24684446.24), (50, 20758420.67)]
