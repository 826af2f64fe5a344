"""The tables of a moved line: balance by unit and account, stock against targets, the pieces that move, the reconciliation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely

from ...core.flows.dividing import OUTSIDE
from ...core.flows.moving import KEPT, LET_OUT, PARTS, TAKEN_IN
from ...core.flows.stocks import target_of
from ...core.layers import Column, ShapeTable, Table
from ...core.ledger.amounts import ACCOUNTS, Amounts, total
from ...core.ledger.standing import Standing
from .line_balance import LineBalance
from .tables import in_hundredths, measures, ratio

UNCOVERED = "uncovered"
_FIGURES = ("available", "open_short", "balance_before", "required", "change", "balance_after", "covered", "lacking")
BALANCE_COLUMNS = (
    Column("unit"),
    Column("account"),
    *(Column(name, "area") for name in _FIGURES),
    Column("rate", "number"),
    Column("measure"),
    Column("project"),
)
_STOCK = (
    "farmland_m2", "target_m2", "surplus_m2", "let_out_m2", "taken_in_m2", "exposed_m2", "left_m2",
    "surplus_after_m2", "adjustable_m2", "adjustable_after_m2", "restorable_m2", "restorable_after_m2", "basic_m2",
    "basic_out_m2", "basic_in_m2", "basic_after_m2", "basic_target_m2", "basic_surplus_after_m2", "swap_m2",
)  # fmt: skip
STOCK_COLUMNS = (Column("unit"), *(Column(name, "area") for name in _STOCK))
PIECE_COLUMNS = (
    Column("unit"),
    Column("holder"),
    Column("project"),
    Column("bsm"),
    Column("dlbm"),
    Column("part"),
    Column("exposed", "integer"),
    Column("area_m2", "area"),
    Column("farmland_m2", "area"),
    Column("in_basic_m2", "area"),
    Column("adjustable_m2", "area"),
    Column("restorable_m2", "area"),
    Column("grade"),
    Column("quantity_m2", "area"),
    Column("paddy_m2", "area"),
    Column("capacity_kg", "integer"),
)
_PARTS = ("outside_m2", "kept_in_m2", "let_out_m2", "taken_in_m2")
RECONCILIATION_COLUMNS = (
    Column("unit"),
    Column("quantity"),
    *(Column(name, "area") for name in ("stock_m2", *_PARTS, "inside_before_m2", "inside_after_m2", "difference_m2")),
)


def balance_rows(result: LineBalance) -> pd.DataFrame:
    """Return the balance by unit of the books and account, exact integers of 0.01 m2 or kg.

    balance_before = available - open_short, balance_after = balance_before - required = balance_before + change. What the best
    write-off on the copy covers of the requirement, from this unit's indices or others', is `covered`; the rest is `lacking`.
    """
    books, day = result.books, result.request.day
    standing = Standing(books, day)
    ideas = {idea.unit: idea for idea in result.ideas}
    units = {code for code, unit in books.units.items() if not unit.external} | set(ideas)
    held: dict[str, list[Amounts]] = {}
    for _, holder, amounts in standing.holdings():
        if holder in units or holder not in books.units:
            held.setdefault(holder, []).append(amounts)
    short: dict[str, list[Amounts]] = {}
    for project in books.occupations.values():
        short.setdefault(project.unit, []).append(standing.short(project.id))
    rows = []
    for unit in sorted(units | set(held) | set(short)):
        available, lacks = total(held.get(unit, ())), total(short.get(unit, ()))
        idea = ideas.get(unit)
        asked = idea.required if idea else Amounts()
        lacking = result.answer.shorts[idea.project] if idea else Amounts()
        for account in ACCOUNTS:
            have, owed, need = available.of(account), lacks.of(account), asked.of(account)
            missing = lacking.of(account)
            figures = (have, owed, have - owed, need, -need, have - owed - need, need - missing, missing)
            rows.append((unit, account, *figures, ratio(need - missing, need), idea.project if idea else ""))
    return pd.DataFrame(rows, columns=["unit", "account", *_FIGURES, "rate", "project"])


def balance_table(result: LineBalance) -> Table:
    """Return the balance as an output table: m2, and kg for capacity."""
    rows = balance_rows(result)
    for name in _FIGURES:
        rows[name] = in_hundredths(rows["account"], rows[name])
    rows["measure"] = measures(rows["account"])
    return Table.of(BALANCE_COLUMNS, rows)


def stock_rows(result: LineBalance) -> pd.DataFrame:
    """Return farmland and basic farmland of every unit of the survey against the targets, before and after the move.

    After: the exposed land is gone. Land that is taken in or let out without being exposed changes no stock.
    """
    request = result.request
    table = result.stock.set_index("unit")
    pieces = result.pieces

    def moved(column: str, mask: np.ndarray) -> pd.Series:
        sums = pieces[mask].groupby("unit")[column].sum()
        return sums.reindex(table.index).fillna(0).astype(np.int64)

    exposed = pieces["exposed"].to_numpy(dtype=bool)
    part = pieces["part"].to_numpy()
    table["let_out_m2"] = moved("farmland", part == LET_OUT)
    table["taken_in_m2"] = moved("farmland", part == TAKEN_IN)
    for name in ("farmland", "adjustable", "restorable"):
        gone = moved(name, exposed)
        if name == "farmland":
            table["exposed_m2"] = gone
        table["left_m2" if name == "farmland" else f"{name}_after_m2"] = table[f"{name}_m2"] - gone
    table["surplus_after_m2"] = _less(table["left_m2"], [target_of(u, request.targets.farmland) for u in table.index])
    known = request.basic is not None or request.kind == "basic"
    own = request.kind == "basic"
    table["basic_out_m2"] = moved("in_basic", part == LET_OUT if own else exposed)
    table["basic_in_m2"] = moved("farmland", (part == TAKEN_IN) & own)
    swap = (table["basic_out_m2"] - table["basic_in_m2"]).clip(lower=0)
    table["swap_m2"] = swap if result.ruleset.value("line.swap_basic") else 0
    if known:
        table["basic_after_m2"] = table["basic_m2"] - table["basic_out_m2"] + table["basic_in_m2"]
        wanted = [target_of(unit, request.targets.basic) for unit in table.index]
        table["basic_surplus_after_m2"] = _less(table["basic_after_m2"], wanted)
    else:
        for name in ("basic_out_m2", "basic_in_m2", "basic_after_m2", "basic_surplus_after_m2", "swap_m2"):
            table[name] = pd.array([None] * len(table), dtype="Int64")
    return table.reset_index()


def _less(stock: pd.Series, targets: list[int | None]) -> pd.array:
    return pd.array([None if t is None else int(s) - t for s, t in zip(stock, targets)], dtype="Int64")


def stock_table(result: LineBalance) -> Table:
    """Return the stocks against the targets as an output table."""
    return Table.of(STOCK_COLUMNS, stock_rows(result))


def pieces_table(result: LineBalance) -> ShapeTable:
    """Return the land that moves, patch by patch, and the ground that lies on no patch; the exposed pieces come first."""
    survey, parts, frame = result.request.survey, result.moved.parts, result.pieces
    rows = pd.DataFrame(
        {
            "unit": frame["unit"],
            "holder": frame["holder"],
            "project": frame["project"],
            "bsm": frame["bsm"],
            "dlbm": frame["dlbm"],
            "part": [PARTS[part] for part in frame["part"]],
            "exposed": frame["exposed"].astype(np.int64),
            "grade": ["" if grade is None else str(grade) for grade in frame["grade"]],
            "capacity_kg": frame["capacity"],
            **{
                f"{n}_m2": frame[n]
                for n in ("area", "farmland", "in_basic", "adjustable", "restorable", "quantity", "paddy")
            },
        }
    )
    rows["shape"] = [_shape(survey.shapes[parts.row[at]], parts.shapes[at]) for at in frame.index]
    order = np.lexsort((np.arange(len(rows)), ~frame["exposed"].to_numpy(dtype=bool)))
    listed = [rows.iloc[order]]
    for part, (ground, area) in result.bare.items():
        line: dict[str, object] = {column.name: "" if column.kind == "text" else 0 for column in PIECE_COLUMNS}
        line |= {"dlbm": UNCOVERED, "part": PARTS[part], "area_m2": area, "shape": bytes(shapely.to_wkb(ground))}
        listed.append(pd.DataFrame([line]))
    every = pd.concat(listed, ignore_index=True)
    table = every[[column.name for column in PIECE_COLUMNS]]
    return ShapeTable(PIECE_COLUMNS, table, list(every["shape"]), survey.crs)


def _shape(patch: bytes, piece: object) -> bytes:
    if piece is None:
        return patch
    return b"" if shapely.is_empty(piece) else bytes(shapely.to_wkb(piece))


def reconciliation_rows(result: LineBalance) -> pd.DataFrame:
    """Return, by unit, farmland and all land by part; a row without unit has the moved ground that lies on no patch.

    `inside_before` and `inside_after` come from dividing the survey by each line alone, not from the parts.
    """
    survey, moved = result.request.survey, result.moved
    unit = np.array([code[: result.request.unit_level] for code in survey.rows["unit"]], dtype=object)
    cultivated = result.request.classes.cultivated_mask(survey.rows["dlbm"].to_numpy())
    gross = survey.rows["tbmj"].to_numpy()
    net = gross - survey.rows["ridge"].to_numpy()
    frames = []
    for name, stock, of in (
        ("farmland", np.where(cultivated, net, 0), lambda d: np.where(cultivated, d.net, 0)),
        ("land", gross, lambda d: d.net + d.ridge),
    ):
        parts = moved.parts
        amount = np.where(cultivated[parts.row], parts.net, 0) if name == "farmland" else parts.net + parts.ridge
        table = pd.DataFrame({"stock_m2": pd.Series(stock).groupby(unit).sum()})
        for column, part in zip(_PARTS, (OUTSIDE, KEPT, LET_OUT, TAKEN_IN)):
            chosen = parts.zone == part
            sums = pd.Series(amount[chosen]).groupby(unit[parts.row[chosen]]).sum()
            table[column] = sums.reindex(table.index).fillna(0).astype(np.int64)
        table["inside_before_m2"] = pd.Series(of(moved.before)).groupby(unit).sum()
        table["inside_after_m2"] = pd.Series(of(moved.after)).groupby(unit).sum()
        table["difference_m2"] = (
            (table["stock_m2"] - table[list(_PARTS)].sum(axis=1)).abs()
            + (table["inside_before_m2"] - table["kept_in_m2"] - table["let_out_m2"]).abs()
            + (table["inside_after_m2"] - table["kept_in_m2"] - table["taken_in_m2"]).abs()
        )
        frames.append(table.rename_axis("unit").reset_index().assign(quantity=name))
    bare = {PARTS[part]: area for part, (_, area) in result.bare.items()}
    frames.append(pd.DataFrame([_bare_row(bare)]) if bare else pd.DataFrame())
    return pd.concat([frame for frame in frames if len(frame)], ignore_index=True)


def _bare_row(bare: dict[str, int]) -> dict[str, object]:
    row: dict[str, object] = {column.name: 0 for column in RECONCILIATION_COLUMNS}
    out, taken = bare.get("let_out", 0), bare.get("taken_in", 0)
    moved = {"let_out_m2": out, "taken_in_m2": taken, "inside_before_m2": out, "inside_after_m2": taken}
    return {**row, "unit": "", "quantity": UNCOVERED, "stock_m2": 0, **moved}


def reconciliation_table(result: LineBalance) -> Table:
    """Return the reconciliation as an output table."""
    return Table.of(RECONCILIATION_COLUMNS, reconciliation_rows(result))
