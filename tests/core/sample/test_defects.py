from collections import Counter

import numpy as np
import shapely

from landguard_plugin.core.sample.defects import ATTRIBUTE_RULES
from tests.core.sample.rules import findings

TOPOLOGY = {
    "no_shape",
    "crossing_ring",
    "overlap",
    "gap",
    "repeated_vertex",
    "same_patch_twice",
    "sliver",
    "too_small",
    "short_edge",
}


def delivery_of(county):
    return county[county.delivery_name].table, county["defects"].table.rows


def test_every_kind_is_planted(small, middling):
    for county in (small, middling):
        _, planted = delivery_of(county)
        kinds = set(planted["kind"])
        assert kinds >= TOPOLOGY
        assert len(kinds) == len(planted)
    assert set(ATTRIBUTE_RULES) <= set(delivery_of(middling)[1]["rule"])


def test_each_planted_attribute_defect_is_really_there(small, middling):
    for county in (small, middling):
        table, planted = delivery_of(county)
        names = {c.code: c.name_zh for c in county.surveys.book.classes if county.surveys.book.classes.is_leaf(c.code)}
        found = findings(table.rows.to_dict("records"), names, county.plan.code)
        for row in planted.itertuples():
            if row.rule.startswith("A") or row.rule in ("mandatory", "domain"):
                assert (row.rule, row.bsm) in found, (row.rule, row.kind)


def test_nothing_else_was_touched(middling):
    """Rows that no defect names are those of the undamaged layer, and rules only fire on rows that one names."""
    table, planted = delivery_of(middling)
    touched = set(planted["bsm"]) | set(planted["other_bsm"])
    clean = middling[middling.survey_names[1]].table
    before = {
        bsm: (shape, row) for bsm, shape, row in zip(clean.rows["BSM"], clean.shapes, clean.rows.to_dict("records"))
    }
    for shape, row in zip(table.shapes, table.rows.to_dict("records")):
        if row["BSM"] not in touched:
            old_shape, old = before[row["BSM"]]
            assert shape == old_shape
            assert all(str(old[k]) == str(row[k]) for k in old if k != "TBBH")
            assert int(old["TBBH"]) == row["TBBH"]
    names = {c.code: c.name_zh for c in middling.surveys.book.classes if middling.surveys.book.classes.is_leaf(c.code)}
    assert {bsm for _, bsm in findings(table.rows.to_dict("records"), names, middling.plan.code)} <= touched


def test_topology_defects_are_really_there(small):
    table, planted = delivery_of(small)
    shapes = dict(zip(table.rows["BSM"], table.shapes))
    clean = dict(zip(small[small.survey_names[1]].table.rows["BSM"], small[small.survey_names[1]].table.shapes))
    at = {row.kind: row for row in planted.itertuples()}

    def polygon(kind, column="bsm"):
        return shapely.from_wkb(shapes[getattr(at[kind], column)])

    def original(kind):
        return shapely.from_wkb(clean[at[kind].bsm])

    assert shapes[at["no_shape"].bsm] == b""
    assert not polygon("crossing_ring").is_valid
    assert polygon("overlap").difference(original("overlap")).area > 5
    assert original("gap").difference(polygon("gap")).area > 5
    ring = np.array(polygon("repeated_vertex").exterior.coords)
    assert (np.abs(np.diff(ring, axis=0)).sum(axis=1) == 0).sum() == 1
    assert polygon("same_patch_twice").equals(polygon("same_patch_twice", "other_bsm"))
    assert polygon("sliver").area < 10
    assert polygon("too_small").area < 200
    edges = np.hypot(*np.diff(np.array(polygon("short_edge").exterior.coords), axis=0).T)
    assert edges.min() < 2
    for kind in ("sliver", "too_small", "short_edge"):
        host = polygon(kind, "other_bsm")
        assert host.is_valid
        assert host.intersection(polygon(kind)).area == 0
        assert host.union(polygon(kind)).area - host.area - polygon(kind).area < 1e-6
    geometries = shapely.from_wkb([s or None for s in table.shapes])
    assert Counter(shapely.is_valid(geometries).tolist())[False] == 2  # the crossing ring, and no shape


def test_only_the_planted_area_breaks_the_village_sums(small):
    table, planted = delivery_of(small)
    controls = dict(small["controls"].table.rows.itertuples(index=False))
    sums = table.rows.groupby("ZLDWDM")["TBMJ"].sum()
    off = {unit for unit, total in sums.items() if controls.get(unit) != total}
    rows = table.rows.set_index("BSM")
    named = {"area_off_by_a_metre", "foreign_county", "short_unit_code", "same_patch_twice"}
    expected = set()
    clean = small[small.survey_names[1]].table.rows.set_index("BSM")
    for row in planted.itertuples():
        if row.kind in named:
            expected |= {rows.loc[[row.bsm], "ZLDWDM"].iloc[0], clean.at[row.bsm, "ZLDWDM"]}
    assert off == expected
