# languages: zh-Hans
# seconds: 150
"""Walk 2: a GBK shapefile without .prj and a boundary TXT into one campaign; the clicks are counted, every odd row explained."""

import shutil
from pathlib import Path

import shapely
from delivered_files import bow_tie, write_boundary_text, write_shapefile
from hands import file_dialog
from lgdrive import *
from qgis.PyQt.QtWidgets import QLineEdit, QListWidget, QPushButton, QTableWidget

FOLDER = OUT / "下发"
clicks = 0


def box(k):
    x, y = 488_000 + 160 * (k % 12), 3_846_000 + 140 * (k // 12)
    return shapely.box(x, y, x + 40 + 7 * (k % 9), y + 60 + 5 * (k % 4))


def make_files():
    shutil.rmtree(FOLDER, ignore_errors=True)  # what an earlier run imported would be there already
    FOLDER.mkdir(parents=True)
    fields = {**dict.fromkeys(("XZQDM", "XMC", "JCBH", "TBLX", "HSX", "BZ"), str), "MJ": float}
    shapes = [*(box(k) for k in range(60)), bow_tie(488_000, 3_847_000), box(3)]
    kinds = ["20", "YH", "DT", "ND"]
    rows = [
        (("990101", "望禾县", f"990101JC26{k + 1:05d}", kinds[k % 4], "20260115", "", round(shape.area, 2)), shape)
        for k, shape in enumerate(shapes)
    ]
    write_shapefile(FOLDER / "一季度图斑.shp", fields, rows)
    write_boundary_text(FOLDER / "补充地块.txt", [(f"BC-{k}", box(70 + k), f"补充地块{k}") for k in range(3)])


def count_click(widget):
    global clicks
    clicks += 1
    yield from xclick(widget)


def main():
    global clicks
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    iface.mainWindow().showMaximized()
    make_files()
    yield 500
    yield from count_click(action_button("landguard-import"))
    dialog = yield from wait(lambda: window("landguard-import"))
    yield 700
    shot("empty")
    yield from count_click(dialog.findChild(QPushButton, "landguard-import-add"))
    chooser = yield from wait(file_dialog)
    yield 700
    names = " ".join(f'"{FOLDER / name}"' for name in ("一季度图斑.shp", "补充地块.txt"))
    chooser.findChild(QLineEdit, "fileNameEdit").setText(names)  # stands for two clicks on the files
    clicks += 2
    x("key", "Return")
    clicks += 1
    files = dialog.findChild(QListWidget, "landguard-import-files")
    yield from wait(lambda: files.count() == 2, why="files not added")
    yield 900
    shot("shapefile")
    files.setCurrentRow(1)
    yield 500
    shot("boundary_text")
    yield from count_click(dialog.findChild(QPushButton, "landguard-import-go"))
    reasons = dialog.findChild(QTableWidget, "landguard-import-reasons")
    yield from wait(lambda: reasons.isVisible(), ms=60000, why="no result")
    yield 800
    shot("result")
    assert reasons.rowCount() == 3, reasons.rowCount()
    say("reasons", [reasons.item(row, 3).text() for row in range(3)])
    yield from count_click(dialog.findChild(QPushButton, "landguard-import-queue"))
    yield 2500
    shot("queue")
    say("clicks", clicks)
    assert clicks <= 8, clicks
    assert Path(FOLDER / "图斑项目.gpkg").is_file()


run(main)
