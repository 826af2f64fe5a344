"""Tables a bureau hands in, as records: what stands in them, not how a file holds it.

How to make one (three steps, one room each):

1. core (or app) builds `Report` records: title, unit line, columns with the headings above them, rows, notes, signature lines.
   Every text is data (str), a coded word (`Term`, words in messages/terms.csv) or a coded sentence (`Message`); areas come from
   `additive_table`, so that what is shown adds up, and sums are taken from the shown cells, never from what lies behind them.
2. bridge.reports.finished(reports, tongue) words them and adds the signature lines of the office.
3. storage.reports.workbook.write_workbook(path, reports) writes them, a sheet each; bridge.reports.save_workbook does 2 and 3.

records     Report, ReportColumn, ReportRow, hundredths
cells       text that is only ever text: no formula, no control characters, sheet names that a spreadsheet takes
layout      widths, heading cells and the bands of columns that fit a page, for whoever draws a report
"""
