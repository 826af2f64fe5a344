"""landguard:levelareas: worked examples, sums that meet the controls, the chain, groups and controls named, refusals by code."""

from decimal import ROUND_HALF_UP, Decimal

import processing
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from qgis.core import QgsProcessingException, QgsProcessingFeedback

from tests.core.flows.county import box
from tests.layers import memory_layer, rows_of, save

VILLAGES = ("990101001001", "990101001002")
EXAMPLE = (1234.56, 800.10, 352.07)


class Ear(QgsProcessingFeedback):
    def __init__(self):
        super().__init__(False)
        self.heard = []

    def pushInfo(self, info):
        self.heard.append(info)

    def pushWarning(self, warning):
        self.heard.append(warning)


def layer(areas, village=VILLAGES[0], codes=(), **more):
    rows = [
        {"BSM": str(k), "DLBM": codes[k] if k < len(codes) else "0301", "ZLDWDM": village + "0" * 7, "TBMJ": area,
         "KCXS": 0.1195 if k < len(codes) and codes[k][:2] == "01" else 0.0, "KCMJ": 0.0, "TBDLMJ": area, "BZ": f"n{k}", **more}
        for k, area in enumerate(areas)
    ]  # fmt: skip
    return memory_layer([box(30 * k, 0, 30 * k + 30, 30) for k in range(len(rows))], rows, name="survey")


def controls(folder, *rows):
    (folder / "controls.csv").write_text("code,control_m2\n" + "\n".join(f'"{c}",{a}' for c, a in rows) + "\n")
    (folder / "controls.csvt").write_text('"String","Real"')
    return str(folder / "controls.csv")


def run(source, table, ear=None, **more):
    inputs = {
        "INPUT": source,
        "GROUP_FIELD": "ZLDWDM",
        "CONTROLS": table,
        "OUTPUT": "memory:",
        "ADJUSTMENTS": "memory:",
    }
    return processing.run("landguard:levelareas", {**inputs, **more}, feedback=ear)


@pytest.mark.parametrize(
    ("control", "expected"), [(2386.80, [1234.59, 800.12, 352.09]), (2386.70, [1234.55, 800.09, 352.06])]
)
def test_worked_examples(provider, tmp_path, control, expected):
    result = run(layer(EXAMPLE), controls(tmp_path, (VILLAGES[0], control)))
    rows = rows_of(result["OUTPUT"])
    assert [row["TBMJ"] for row in rows] == expected == [row["TBDLMJ"] for row in rows]
    assert (result["ADJUSTED"], result["SUM"], result["COUNT"]) == (3, control, 3)
    listed = [(row["bsm"], row["before_m2"], row["after_m2"]) for row in rows_of(result["ADJUSTMENTS"])]
    assert listed == [(str(k), before, after) for k, (before, after) in enumerate(zip(EXAMPLE, expected))]
    assert [row["BZ"] for row in rows] == ["n0", "n1", "n2"]
    assert [field.name() for field in result["OUTPUT"].fields()] == [f.name() for f in layer(EXAMPLE).fields()]
    assert "Before levelling" in result["ADJUSTMENTS"].attributeDisplayName(1)


def test_the_chain_follows_the_new_area(provider, tmp_path):
    result = run(layer((1234.50, 800.10), codes=("0103", "0301")), controls(tmp_path, (VILLAGES[0], 2034.70)))
    first, second = rows_of(result["OUTPUT"])
    assert (first["TBMJ"], first["KCMJ"], first["TBDLMJ"]) == (1234.55, 147.53, 1087.02)
    assert (second["TBMJ"], second["KCMJ"], second["TBDLMJ"]) == (800.15, 0.0, 800.15)


def test_a_stored_ridge_without_coefficient_is_kept(provider, tmp_path):
    ear = Ear()
    rows = layer((1000.0,), codes=("0103",), KCXS=None, KCMJ=100.0, TBDLMJ=900.0)
    (row,) = rows_of(run(rows, controls(tmp_path, (VILLAGES[0], 1000.5)), ear)["OUTPUT"])
    assert (row["TBMJ"], row["KCMJ"], row["TBDLMJ"]) == (1000.5, 100.0, 900.5)
    assert any("LG-LVL-008" in text for text in ear.heard)


@given(
    st.lists(st.integers(50_000, 10**8), min_size=1, max_size=12),
    st.lists(st.integers(50_000, 10**8), min_size=1, max_size=12),
    st.floats(-0.0024, 0.0024),
    st.integers(0, 1),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_group_meets_its_control_exactly(provider, tmp_path, first, second, share, method):
    groups = (first, second)
    wanted = [sum(group) + int(sum(group) * share) for group in groups]
    table = controls(tmp_path, *((v, Decimal(w).scaleb(-2)) for v, w in zip(VILLAGES, wanted)))
    rows = [
        {"BSM": f"{g}{k}", "DLBM": "0103", "ZLDWDM": VILLAGES[g] + "0" * 7, "TBMJ": area / 100, "KCXS": 0.0680}
        for g, group in enumerate(groups)
        for k, area in enumerate(group)
    ]
    source = memory_layer([box(30 * k, 0, 30 * k + 30, 30) for k in range(len(rows))], rows)
    try:
        result = run(source, table, METHOD=method)
    except QgsProcessingException as error:
        assert "LG-LVL-002" in str(error)
        assert method == 0
        return
    after = rows_of(result["OUTPUT"])
    for village, control in zip(VILLAGES, wanted):
        own = [Decimal(str(row["TBMJ"])) for row in after if row["ZLDWDM"].startswith(village)]
        assert sum(own) == Decimal(control).scaleb(-2)
        assert min(own) >= 0
    for row in after:
        ridge = (Decimal(str(row["TBMJ"])) * Decimal("0.0680")).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert Decimal(str(row["KCMJ"])) == ridge
        assert Decimal(str(row["TBDLMJ"])) == Decimal(str(row["TBMJ"])) - ridge
    assert result["SUM"] == sum(wanted) / 100


def test_groups_without_control_and_controls_without_group_are_named(provider, tmp_path):
    first, second = layer(EXAMPLE), layer((500.0,), VILLAGES[1])
    both = memory_layer(
        [box(30 * k, 0, 30 * k + 30, 30) for k in range(4)], [*rows_of(first), *rows_of(second)], name="survey"
    )
    ear = Ear()
    result = run(both, controls(tmp_path, (VILLAGES[0], 2386.80), ("990101009009", 7)), ear)
    assert (result["UNCONTROLLED"], result["UNUSED"]) == (1, 1)
    assert rows_of(result["OUTPUT"])[3]["TBMJ"] == 500.0
    assert any("LG-LVL-006" in text and VILLAGES[1] in text for text in ear.heard)
    assert any("LG-LVL-007" in text and "990101009009" in text for text in ear.heard)


def test_a_difference_beyond_the_limit_is_refused_with_group_and_numbers(provider, tmp_path):
    with pytest.raises(QgsProcessingException, match=f"LG-LVL-001.*{VILLAGES[0]}.*2,386.73.*2,393.00") as caught:
        run(layer(EXAMPLE), controls(tmp_path, (VILLAGES[0], 2393.00)))
    assert "6.27" in str(caught.value)
    run(layer(EXAMPLE), controls(tmp_path, (VILLAGES[0], 2393.00)), LARGEST_DIFFERENCE=0.01)


def test_exactly_the_limit_is_levelled_and_one_step_more_is_not(provider, tmp_path):
    assert run(layer((399.0,)), controls(tmp_path, (VILLAGES[0], 400.00)))["SUM"] == 400.0
    with pytest.raises(QgsProcessingException, match="LG-LVL-001"):
        run(layer((398.99,)), controls(tmp_path, (VILLAGES[0], 400.00)))


def test_no_patch_falls_below_zero(provider, tmp_path):
    source, table = layer((0.01, 1000.00, 1000.00)), controls(tmp_path, (VILLAGES[0], 1999.90))
    with pytest.raises(QgsProcessingException, match="LG-LVL-002"):
        run(source, table)
    assert min(row["TBMJ"] for row in rows_of(run(source, table, METHOD=1)["OUTPUT"])) >= 0


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([("990101001001", "much")], "LG-LVL-004"),
        ([("990101001001", -4)], "LG-LVL-004"),
        ([("990101001001", 0)], "LG-LVL-004"),
        ([("990101001001", 2386.7)] * 2, "LG-LVL-005"),
        ([("110101001001", 2386.7)], "LG-LVL-012"),
    ],
)
def test_broken_controls_are_refused(provider, tmp_path, rows, code):
    (tmp_path / "c.csv").write_text("code,control_m2\n" + "\n".join(f'"{c}",{a}' for c, a in rows) + "\n")
    (tmp_path / "c.csvt").write_text('"String","String"')
    with pytest.raises(QgsProcessingException, match=code):
        run(layer(EXAMPLE), str(tmp_path / "c.csv"))


def test_a_table_without_the_columns_and_an_integer_area_are_refused(provider, tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(QgsProcessingException, match="LG-LVL-003"):
        run(layer(EXAMPLE), str(tmp_path / "x.csv"))
    with pytest.raises(QgsProcessingException, match="LG-LVL-009"):
        run(layer((100, 200)), controls(tmp_path, (VILLAGES[0], 300.01)))


def test_the_same_digits_on_the_command_line(provider, qgis_process, tmp_path):
    source = save(layer(EXAMPLE), tmp_path / "survey.gpkg")
    table = controls(tmp_path, (VILLAGES[0], 2386.70))
    told = qgis_process.run(
        "landguard:levelareas", INPUT=source, GROUP_FIELD="ZLDWDM", CONTROLS=table,
        OUTPUT=tmp_path / "out.gpkg", ADJUSTMENTS=tmp_path / "adjustments.csv",
    )  # fmt: skip
    assert [row["TBMJ"] for row in rows_of(tmp_path / "out.gpkg")] == [1234.55, 800.09, 352.06]
    assert (told["ADJUSTED"], told["SUM"]) == (3, 2386.7)
