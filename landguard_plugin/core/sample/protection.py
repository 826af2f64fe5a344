"""Units, slopes and lines of protection: XZQ, CJDCQ, PDT, YJJBNTTB, STBHHX, CZKFBJ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ..area.deduction import deduct_array
from ..area.projection import inverse_official
from .dltb import bsm, village_names
from .landuse import FARMLAND
from .layers import SampleLayer, area_dm2, halves, layer, tidy
from .mesh import OUTSIDE, components
from .surveys import Surveys

BASIC_SHARE = 0.805
_ADJUSTABLE_SHARE = 0.012


def township_layer(surveys: Surveys) -> SampleLayer:
    """Return XZQ: the townships, their control areas being the sums of their villages'."""
    ground, plan = surveys.ground, surveys.plan
    township = ground.places.township
    labels = np.where(ground.county, township[np.maximum(ground.village, 0)], OUTSIDE)
    shapes = _faces_in_pieces(surveys, labels, len(surveys.book.townships))
    codes = [next(c[:9] for c, t in zip(ground.places.codes, township) if t == number) for number in range(len(shapes))]
    return layer(
        surveys.book.layers["XZQ"],
        {
            "BSM": bsm(plan.code, "02", np.arange(1, len(shapes) + 1)),
            "YSDM": "1000600100",
            "XZQDM": codes,
            "XZQMC": list(surveys.book.townships),
            "DCMJ": np.bincount(township, weights=surveys.controls.villages).astype(np.int64),
            "JSMJ": area_dm2(shapes, plan.epsg),
            "MSSM": "00",
        },
        shapes,
    )


def _faces_in_pieces(surveys: Surveys, labels: np.ndarray, count: int) -> list[shapely.Geometry]:
    """Return one polygon or multipolygon for each label; a township may lie in two pieces."""
    _, a, b = surveys.mesh.neighbours()
    same = labels[a] == labels[b]
    root = components(len(labels), a[same], b[same])
    pieces = np.full(len(labels), OUTSIDE)
    heads, pieces[labels >= 0] = np.unique(root[labels >= 0], return_inverse=True)
    shapes = surveys.faces(pieces)
    grouped = [shapes[labels[heads] == number] for number in range(count)]
    return [own[0] if len(own) == 1 else shapely.MultiPolygon(list(own)) for own in grouped]


def village_layer(surveys: Surveys) -> SampleLayer:
    """Return CJDCQ: the villages with their control areas."""
    ground, plan = surveys.ground, surveys.plan
    return layer(
        surveys.book.layers["CJDCQ"],
        {
            "BSM": bsm(plan.code, "03", np.arange(1, len(surveys.villages) + 1)),
            "YSDM": "1000600500",
            "ZLDWDM": [f"{code}0000000" for code in ground.places.codes],
            "ZLDWMC": village_names(surveys.book, ground),
            "DCMJ": surveys.controls.villages,
            "JSMJ": surveys.controls.computed,
            "MSSM": "00",
        },
        list(surveys.villages),
    )


def slope_layer(surveys: Surveys) -> SampleLayer:
    """Return PDT: ground of one slope grade."""
    ground = surveys.ground
    _, a, b = surveys.mesh.neighbours()
    same = ground.grade[a] == ground.grade[b]
    root = components(len(ground.grade), a[same], b[same])
    labels = np.full(len(ground.grade), OUTSIDE)
    heads, labels[ground.county] = np.unique(root[ground.county], return_inverse=True)
    shapes = surveys.faces(labels)
    return layer(
        surveys.book.layers["PDT"],
        {
            "BSM": bsm(surveys.plan.code, "04", np.arange(1, len(shapes) + 1)),
            "YSDM": "2010010100",
            "PDJB": ground.grade[heads].astype(str),
        },
        list(shapes),
    )


@dataclass(frozen=True)
class Zones:
    """Shapes of protection and planning in map coordinates."""

    red_lines: list[shapely.Geometry]
    cities: list[shapely.Geometry]


def zones_of(surveys: Surveys) -> Zones:
    """Return red lines along the hills and city boundaries around the seats, cut at the county's border."""
    ground = surveys.ground
    radius, terrain = surveys.plan.radius_m, ground.terrain
    centre = np.array(surveys.plan.centre)
    x = np.linspace(-1.4 * radius, 1.4 * radius, max(60, int(radius / 60)))
    red_lines = []
    for side, share in ((1.0, 0.60), (-1.0, 0.66)):
        edge = np.column_stack([x, terrain.river_northing(x) + side * share * radius])
        edge[:, 1] += side * 0.06 * radius * terrain.roughness(edge)
        beyond = [[x[-1], side * 3 * radius], [x[0], side * 3 * radius]]
        red_lines.append(
            tidy(shapely.intersection(shapely.Polygon(np.vstack([edge, beyond]) + centre), surveys.county))
        )
    cities = []
    for seat, reach in ((ground.places.seats[0], 0.19), (ground.places.seats[2], 0.08)):
        angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
        rim = seat + reach * radius * np.column_stack([np.cos(angle), np.sin(angle)])
        rim += (rim - seat) * 0.16 * np.clip(terrain.cover(rim), -2, 2)[:, None]
        cities.append(tidy(shapely.intersection(shapely.Polygon(rim + centre), surveys.county)))
    return Zones(red_lines, cities)


def red_line_layer(surveys: Surveys, zones: Zones) -> SampleLayer:
    """Return STBHHX in longitude and latitude, as planning layers often come."""
    plan, book = surveys.plan, surveys.book
    return layer(
        book.layers["STBHHX"],
        {
            "XZQDM": plan.code,
            "XZQMC": book.county,
            "HXBM": [f"{plan.code}-HX-{n + 1:02d}" for n in range(len(zones.red_lines))],
            "HXMC": [f"{book.county}{side}" for side in ("北部水源涵养区", "南部水土保持区")],
            "HXLX": ["水源涵养", "水土保持"],
            "MJ": area_dm2(zones.red_lines, plan.epsg),
        },
        [_geographic(shape) for shape in zones.red_lines],
    )


def _geographic(shape: shapely.Geometry) -> shapely.Geometry:
    def convert(points: np.ndarray) -> np.ndarray:
        longitude, latitude = inverse_official(points[:, 0] - 500_000.0, points[:, 1])
        return np.round(np.column_stack([114.0 + np.degrees(longitude), np.degrees(latitude)]), 9)

    return shapely.transform(shape, convert)


def city_layer(surveys: Surveys, zones: Zones) -> SampleLayer:
    """Return CZKFBJ."""
    plan, book = surveys.plan, surveys.book
    return layer(
        book.layers["CZKFBJ"],
        {
            "BSM": bsm(plan.code, "05", np.arange(1, len(zones.cities) + 1)),
            "YSDM": "2090020500",
            "XZQDM": plan.code,
            "XZQMC": book.county,
            "GHFQDM": "110",
            "GHFQMC": "城镇集中建设区",
            "MJ": area_dm2(zones.cities, plan.epsg),
        },
        zones.cities,
    )


def basic_farmland_layer(surveys: Surveys, zones: Zones) -> SampleLayer:
    """Return YJJBNTTB: farmland of the first year, the plain first, some of it only half taken, some adjustable land in it."""
    plan, rows, shapes = surveys.plan, surveys.first.rows, surveys.first.shapes
    chosen = _protected(surveys, zones)
    generator = plan.generator("basic farmland")
    partial = generator.random(len(chosen)) < 0.04
    taken, areas = [], rows["TBMJ"].to_numpy()[chosen].copy()
    for position, (patch, part) in enumerate(zip(chosen, partial)):
        cut = halves(shapes[patch]) if part else None
        taken.append(cut[0] if cut else shapes[patch])
        if cut:
            areas[position] = area_dm2([cut[0]], plan.epsg)[0]
    own = rows.iloc[chosen].reset_index(drop=True)
    kcmj, net = deduct_array(areas, own["KCXS"].to_numpy(), own["DLBM"].isin(FARMLAND).to_numpy())
    count = len(chosen)
    copied = [
        "TBBH",
        "DLBM",
        "DLMC",
        "QSXZ",
        "QSDWDM",
        "QSDWMC",
        "ZLDWDM",
        "ZLDWMC",
        "KCDLBM",
        "KCXS",
        "GDLX",
        "GDPDJB",
    ]
    return layer(
        surveys.book.layers["YJJBNTTB"],
        {
            **{name: own[name] for name in copied},
            "BSM": bsm(plan.code, "06", np.arange(1, count + 1)),
            "YSDM": "2005010300",
            "XZQDM": own["ZLDWDM"].str[:12],
            "XZQMC": own["ZLDWMC"],
            "YJJBNTTBBH": [f"{plan.code}{n:010d}" for n in range(1, count + 1)],
            "YJJBNTTBMJ": areas,
            "KCMJ": kcmj,
            "YJJBNTMJ": net,
            "BHKSSJ": "2022-10-14",
        },
        taken,
    )


def _protected(surveys: Surveys, zones: Zones) -> np.ndarray:
    """Return the patches to protect, int64, ascending: farmland by merit up to its share, and a little adjustable land."""
    rows, link = surveys.first.rows, surveys.link
    middle = shapely.point_on_surface(surveys.first.shapes)
    city = shapely.union_all(zones.cities)
    shapely.prepare(city)
    farmland = rows["DLBM"].isin(FARMLAND).to_numpy()
    planned = link.causes.loc[
        link.causes["cause"].str.endswith("_approved") | (link.causes["cause"] == "road"), "before"
    ]
    fit = farmland & ~shapely.contains(city, middle) & (rows["TBXHDM"] != "HDGD").to_numpy()
    fit[planned.to_numpy()] = False
    noise = surveys.plan.generator("merit").random(len(rows))
    grade = pd.to_numeric(rows["GDPDJB"], errors="coerce").fillna(9).to_numpy()
    order = np.argsort(np.where(fit, grade + 1.2 * noise, np.inf), kind="stable")
    reached = np.cumsum(rows["TBDLMJ"].to_numpy()[order])
    total = int(rows.loc[farmland, "TBDLMJ"].sum())
    chosen = order[(reached <= BASIC_SHARE * total) & fit[order]]
    orchards = np.nonzero(rows["DLBM"].isin(("0201K", "0204K", "1104A")).to_numpy() & ~shapely.contains(city, middle))[
        0
    ]
    extra = max(1, round(_ADJUSTABLE_SHARE * len(chosen)))
    return np.sort(np.concatenate([chosen, orchards[np.argsort(noise[orchards])][:extra]]))
