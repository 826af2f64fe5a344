"""Reports as records: text is only text, headings merge, bands cover every column once."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.core.problems import Message, Term
from landguard_plugin.core.reports import layout
from landguard_plugin.core.reports.cells import LONGEST, cell_text, sheet_names
from landguard_plugin.core.reports.records import CODE, TEXT, Report, ReportColumn, ReportRow, hundredths


def report(columns, rows, **more):
    return Report("s", "t", "u", tuple(columns), tuple(ReportRow(tuple(row)) for row in rows), **more)


def test_a_line_of_the_wrong_length_is_refused():
    with pytest.raises(ValueError, match="line 1"):
        report([ReportColumn("a", TEXT)], [("x", "y")])


def test_words_reach_every_text_and_no_number():
    columns = [ReportColumn(Term("c"), TEXT, (Term("g"),)), ReportColumn("n")]
    made = Report(
        Term("name"), Term("title"), Message("M"), tuple(columns), (ReportRow((Term("cell"), Decimal("1.00"))),),
        subtitle=Term("sub"), notes=(Message("N"),), signature=((Term("who"), "me"),),
    )  # fmt: skip
    said = made.worded(lambda text: f"<{text.code if isinstance(text, Message) else text}>")
    assert (said.name, said.title, said.unit_line, said.subtitle) == ("<name>", "<title>", "<M>", "<sub>")
    assert (said.columns[0].title, said.columns[0].group, said.notes) == ("<c>", ("<g>",), ("<N>",))
    assert said.rows[0].cells == ("<cell>", Decimal("1.00"))
    assert said.signature == (("<who>", "<me>"),)
    assert said.continued == "<report_continued>"


@given(st.text())
def test_cell_text_keeps_all_a_cell_can_hold(text):
    clean = cell_text(text)
    assert len(clean) == len(text)
    assert all(a == b or b == "\ufffd" for a, b in zip(text, clean))
    assert not any(ord(c) < 32 and c not in "\t\n\r" for c in clean)


def test_an_endless_text_is_cut_visibly():
    assert len(cell_text("x" * 40_000)) == LONGEST
    assert cell_text("x" * 40_000).endswith("…")


@given(st.lists(st.text(max_size=50), max_size=12))
def test_sheet_names_are_taken_by_a_spreadsheet(names):
    made = sheet_names(names)
    assert len({name.casefold() for name in made}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in made)


def test_hundredths_are_exact():
    assert hundredths([0, 5, 123456789012345678]) == (Decimal("0.00"), Decimal("0.05"), Decimal("1234567890123456.78"))
    assert str(hundredths([0])[0]) == "0.00"


def test_headings_over_several_columns_are_one_cell():
    columns = [
        ReportColumn("代码", CODE),
        *[ReportColumn(t, group=("耕地",)) for t in ("小计", "水田")],
        ReportColumn("林地"),
    ]
    cells = layout.heading(report(columns, []), [layout.Band(0, 3)])
    assert [(c.text, c.row, c.column, c.rows, c.columns) for c in cells] == [
        ("代码", 0, 0, 2, 1), ("耕地", 0, 1, 1, 2), ("小计", 1, 1, 1, 1), ("水田", 1, 2, 1, 1), ("林地", 0, 3, 2, 1),
    ]  # fmt: skip


@given(st.integers(0, 3), st.lists(st.tuples(st.integers(0, 3), st.integers(0, 12)), min_size=1, max_size=90))
def test_bands_and_headings_cover_every_column_once(lead, figures):
    columns = [ReportColumn(f"l{k}", TEXT) for k in range(lead)]
    columns += [ReportColumn(f"c{k}", group=(f"g{group}",) * (group > 0)) for k, (group, _) in enumerate(figures)]
    made = report(columns, [["x"] * lead + [Decimal(10) ** size for _, size in figures]])
    widths = layout.column_widths(made)
    found = layout.bands(made, widths)
    covered = [n for band in found for n in range(band.first, band.last + 1)]
    assert covered == list(range(len(columns)))
    for band in found:
        own = sum(widths[max(band.first, lead) : band.last + 1])
        assert own + sum(widths[:lead]) <= layout.PAGE_WIDTH / layout.SMALLEST_SCALE + 1e-9
    block = [
        (row, column)
        for cell in layout.heading(made, found)
        for row in range(cell.row, cell.row + cell.rows)
        for column in range(cell.column, cell.column + cell.columns)
    ]
    assert sorted(block) == [(r, c) for r in range(layout.heading_depth(made)) for c in range(len(columns))]


def test_no_word_of_a_heading_is_broken():
    """English headings have words longer than a column of figures is wide; Chinese ones break anywhere."""
    titles = ("Public administration & services\n08", "公共管理与公共服务用地\n08", "administration公共", "")
    made = Report("s", "t", "u", tuple(ReportColumn(title) for title in titles), (ReportRow((Decimal("0.00"),) * 4),))
    widths = layout.column_widths(made)
    assert widths[0] >= len("administration") + 1
    assert widths[2] >= len("administration") + 1
    assert [layout.longest_word(title) for title in titles] == [14, 2, 14, 0]
