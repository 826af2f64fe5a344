# languages: zh-Hans
# seconds: 180
"""Certify and review: the form, what is missing, passphrase, numbers and case packages; the city returns, the county answers."""

import tempfile
from dataclasses import replace
from pathlib import Path

import processing
import shapely
from lgdrive import *
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTextBrowser,
)

PATH = ("illegal", "nonfarm", "industry", "factory")
WORDS = "correct horse battery"  # pragma: allowlist secret
FIELDS = {
    "project": "北街镇标准厂房",
    "user": "某机械有限公司",
    "built": "2025-11",
    "description": "已建成钢结构厂房两栋，地面硬化。",
    "rectification": "责令限期拆除，恢复耕种。",
}


def store_with_patches(folder, count=5):
    """Make a small project: three patches complete, one without opinion in a field, one without evidence."""
    from landguard_plugin.app.patches.ports import Changes
    from landguard_plugin.core.patches.judging import judge_event
    from landguard_plugin.core.patches.records import (
        Actor,
        Campaign,
        Event,
        Evidence,
        Judgement,
        Origin,
        Patch,
        Role,
        Screening,
        State,
    )  # fmt: skip
    from landguard_plugin.core.trust.digests import sha256_of, sm3_of
    from landguard_plugin.storage.evidence.shelf import FolderShelf
    from landguard_plugin.storage.patches.database import DatabasePatchStore

    path = Path(folder) / "北街镇卫片.gpkg"
    store, shelf = DatabasePatchStore.create(path), FolderShelf.beside(path)
    maker, at = Actor("李四", Role.SURVEYOR), "2026-03-01T01:30:00Z"
    campaign = Campaign("wp2026q1", "2026年一季度卫片执法", 2026, "satellite-2026-13", "", "")
    patches, photos, screenings = [], [], []
    for k in range(count):
        x, y = 38_520_000 + 220 * k, 3_880_000
        shape = shapely.Polygon([(x, y), (x + 120, y + 8), (x + 150, y + 70), (x + 70, y + 95), (x - 10, y + 60)])
        uid = f"{k + 1:032x}"
        issued = {"JCBH": f"JC2026011{k}", "XMC": "示范县", "TBLX": "20", "MJ": 10_000.0 + k}
        patches.append(
            Patch(
                uid,
                campaign.id,
                "2026年第1批",
                f"JC2026011{k}",
                "990101001",
                Origin.ISSUED,
                shape.wkb,
                1_012_350 + 777 * k,
                issued,
            )
        )
        figures = {"farmland": 806_140, "basic": 0, "red_line": 0, "approved": 30_370}
        screenings.append(Screening(uid, 1, figures, "illegal", (), 3, "", at))
        for n, name in enumerate(("远景_东.jpg", "近景.jpg")):
            content = f"photo {k} {n}".encode()
            kept = shelf.put(content, "jpg")
            photos.append(
                Evidence(
                    f"{uid[-8:]}{n}",
                    uid,
                    "photo",
                    name,
                    kept.sha256,
                    sm3_of(content),
                    len(content),
                    {"x": x + 20.5},
                    {},
                    "BC"[n],
                    maker,
                    at,
                )
            )
            assert kept.sha256 == sha256_of(content)
    start = Event("import", "", maker, at, {"name": "一季度.shp", "accepted": count})
    store.commit(Changes(campaigns=(campaign,), added=tuple(patches), events=(start,), crs="EPSG:4526"))
    store.commit(Changes(evidence=tuple(photos), screenings=tuple(screenings)))
    for k, patch in enumerate(patches):
        fields = {name: text for name, text in FIELDS.items() if k != 3 or name != "user"}
        judge(store, patch, Judgement(PATH, fields, "未批先建，占用耕地。", maker, at), judge_event, State)
    return path, [patch.uid for patch in patches]


def judge(store, patch, judgement, judge_event, states):
    from landguard_plugin.app.patches.ports import Changes, PatchQuery

    before = store.patches(PatchQuery(uids=(patch.uid,)))[0]
    after = replace(before, judgement=judgement, state=states.JUDGED)
    event = judge_event(before, after, f"{before.version:016x}", judgement.actor, judgement.at)
    store.commit(Changes(changed=(after,), events=(event,)))


def part(dialog, kind, name):
    return dialog.findChild(kind, f"landguard-certify-{name}")


def decide(dialog, key, passphrase=WORDS):
    part(dialog, QgsFileWidget, "key").setFilePath(key)
    yield from xclick(part(dialog, QLineEdit, "passphrase"))
    yield from xtype(passphrase)
    yield 300


def main():
    yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins, why="plugin not active")
    iface.mainWindow().showMaximized()
    yield 800
    from landguard_plugin.app.patches.ports import PatchQuery
    from landguard_plugin.core.patches.judging import judge_event
    from landguard_plugin.core.patches.records import Actor, Judgement, Role, State
    from landguard_plugin.storage.patches.database import DatabasePatchStore
    from landguard_plugin.ui.certify.dialog import CertifyDialog

    folder = tempfile.mkdtemp(prefix="landguard-scene-")
    store, uids = store_with_patches(folder)
    keys = {}
    for role, person in (("county", "王五"), ("city", "赵六")):
        keys[role] = str(Path(folder) / f"{person}.pem")
        processing.run("landguard:createkey", {"PERSON": person, "ROLE": role, "PASSPHRASE": WORDS, "KEY": keys[role]})

    dialog = CertifyDialog(str(store), uids, Role.COUNTY, iface.mainWindow())
    dialog.show()
    go = part(dialog, QPushButton, "go")
    yield from wait(lambda: go.text() == "认定（4）", why=f"go says {go.text()}")
    assert not go.isEnabled()
    yield 600
    shot("county")
    listed = part(dialog, QListWidget, "list")
    listed.setCurrentRow(3)
    yield 500
    assert (
        "使用主体" in part(dialog, QLabel, "missing").text() or "LG-VDT-102" in part(dialog, QLabel, "missing").text()
    )
    shot("missing")
    listed.setCurrentRow(0)
    yield from decide(dialog, keys["county"], "wrong wrong wrong")
    assert go.isEnabled()
    yield from xclick(go)
    trouble = yield from wait(
        lambda: next((w for w in dialog.findChildren(QLabel, "landguard-trouble-text") if w.isVisible()), None)
    )
    assert "LG-CRY-005" in trouble.text(), trouble.text()
    shot("trouble")
    yield from xclick(next(w for w in dialog.findChildren(QPushButton, "landguard-trouble-back")))
    dialog.box.export.setChecked(True)
    dialog.box.folder.setFilePath(str(Path(folder) / "案卷"))
    yield from decide(dialog, keys["county"])
    shot("filled")
    x("key", "Return")
    result = part(dialog, QTextBrowser, "result")
    yield from wait(lambda: result.isVisible(), why="no result")
    yield 500
    shot("certified")
    assert "990101-2026-000004" in result.toPlainText(), result.toPlainText()
    assert len(list((Path(folder) / "案卷").glob("*.zip"))) == 4
    assert (dialog.decided, dialog.box.passphrase.text()) == (4, "")
    yield from xclick(part(dialog, QPushButton, "done"))

    dialog = CertifyDialog(str(store), uids[:1], Role.CITY, iface.mainWindow())
    dialog.show()
    yield 700
    go = part(dialog, QPushButton, "go")
    yield from xclick(part(dialog, QRadioButton, "return"))
    yield from decide(dialog, keys["city"])
    assert not go.isEnabled(), "a return needs an opinion"
    part(dialog, QPlainTextEdit, "opinion").setPlainText("缺远景照片，主体名称与登记不符。")
    yield 300
    assert go.isEnabled()
    shot("return")
    yield from xclick(go)
    result = part(dialog, QTextBrowser, "result")
    yield from wait(lambda: result.isVisible(), why="no result")
    yield from xclick(part(dialog, QPushButton, "done"))

    project = DatabasePatchStore(store)
    patch = project.patches(PatchQuery(uids=(uids[0],)))[0]
    assert patch.state is State.RETURNED
    fields = {**FIELDS, "user": "某机械制造有限公司"}
    answered = Judgement(
        patch.judgement.path,
        fields,
        "未批先建，占用耕地。",
        Actor("李四", Role.SURVEYOR),
        "2026-03-09T02:00:00Z",
        "已补远景照片，主体已更正。",
    )
    judge(project, patch, answered, judge_event, State)
    processing.run(
        "landguard:certify",
        {"STORE": str(store), "PATCH": uids[0], "DECISION": "certify", "OPINION": "复核属实", "ROLE": "county", "KEY": keys["county"], "PASSPHRASE": WORDS, "CERTIFICATES": "memory:"},
    )  # fmt: skip
    dialog = CertifyDialog(str(store), uids[:2], Role.CITY, iface.mainWindow())
    dialog.show()
    yield 900
    text = part(dialog, QLabel, "missing").text()
    assert "某机械有限公司 → 某机械制造有限公司" in text, text
    shot("since_return")
    dialog.close()


run(main)
