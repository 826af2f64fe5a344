"""The second half of the whole way (scene 12): certify, return, fix, certify through the levels, export, verify, check the store."""

from pathlib import Path

from hands import is_focused, opened
from lgdrive import *
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTableWidget,
    QTextBrowser,
    QToolButton,
)
from whole_way import MAKER, WORDS, verify_alone, with_a_flipped_byte

REASON, ANSWER = "请说明边界依据，描述过于简单。", "边界依据宗地图，已补充现场描述。"
SCRIPT = "lgverify.py"


def from_certificate_to_proof(hands, store, account, uids, returned, folder):
    """Carry patches from the county's certificate to a case package that anybody can verify."""
    station = account.station
    station("the maker is no checker", (yield from maker_is_no_checker(hands, store, uids)))
    keys = folder / "密钥"
    keys.mkdir()
    yield from take_seat(hands, "王五", "county")
    station("the county certifies", (yield from decide(hands, store, "judged", uids, "", "certified", keys)))
    yield from take_seat(hands, "赵六", "city")
    station("the city returns one", (yield from send_back(hands, store, returned, keys)))
    station("the return is answered", (yield from answer(hands, store, returned)))
    yield from sit_again(hands, "王五")
    station("the county certifies again", (yield from decide(hands, store, "judged", [returned], "", "certified")))
    yield from sit_again(hands, "赵六")
    station("the city accepts", (yield from decide(hands, store, "certified", uids, "", "city_accepted")))
    yield from take_seat(hands, "钱七", "province")
    station("the province accepts", (yield from decide(hands, store, "city_accepted", uids, "", "accepted", keys)))
    packages, found = yield from export(hands, store, uids, folder / "案卷")
    station("export case packages", found)
    station("verify", (yield from verify(hands, packages, folder)))
    station("check the store", (yield from check(hands, store, uids)))


def desk():
    return qgis_utils.plugins["landguard_plugin"]._desk._workbench


# -- who works here


def take_seat(hands, person, role):
    """Let somebody new work here: the name button, "another name", name, role, OK."""
    patch = desk().patch
    yield from hands.menu(patch.who, "landguard-workbench-who-other")
    line = patch.findChild(QLineEdit, "landguard-workbench-person")
    yield from wait(lambda: is_focused(line), why="the name has no focus")
    yield from hands.key("ctrl+a", settle=60)
    yield from hands.paste(person)
    roles = patch.findChild(QComboBox, "landguard-workbench-role")
    yield from hands.pick(roles, roles.findData(role))
    yield from hands.click(patch.findChild(QPushButton, "landguard-workbench-person-ok"))
    yield from wait(lambda: person in patch.who.text(), why=patch.who.text())
    yield 200


def sit_again(hands, person):
    """Let somebody work here who did lately: two clicks."""
    who = desk().patch.who
    yield from hands.menu(who, person)
    yield from wait(lambda: person in who.text(), why=who.text())
    yield 200


# -- deciding


def choose(hands, state, uids):
    """Show only the patches in a state and choose those that are wanted."""
    bench = desk()
    states = bench.queue.findChild(QComboBox, "landguard-workbench-states")

    def row():
        found = (k for k in range(states.count()) if [s.value for s in (states.itemData(k) or ((),))[0]] == [state])
        return next(found, -1)

    yield from wait(lambda: row() >= 0, why=f"no filter for {state}")
    if states.currentIndex() != row():
        yield from hands.pick(states, row())
    model = bench.session.model
    yield from wait(lambda: all(model.row_of(uid) >= 0 for uid in uids), why="filtered away")
    if model.rowCount() == len(uids):
        yield from hands.click_row(bench.queue.view, 0)
        yield from hands.key("ctrl+a", settle=300)
    else:
        for k, uid in enumerate(uids):
            yield from hands.click_row(bench.queue.view, model.row_of(uid), "ctrl" if k else "")
    yield from wait(lambda: sorted(bench.session.chosen) == sorted(uids), why=f"{bench.session.chosen}")


def begin(hands):
    """Open the certify page by its button and wait until every patch has its mark."""
    yield from hands.click(desk().patch.findChild(QPushButton, "landguard-workbench-certify"))
    dialog = yield from opened("landguard-certify-dialog")
    yield from wait(lambda: not dialog.forms._waiting, why="marks missing")
    yield 300
    return dialog


def part(dialog, kind, name):
    return dialog.findChild(kind, f"landguard-certify-{name}")


def sign(hands, dialog, person, keys=None):
    """Make a key when `keys` names a folder for it; give the passphrase and sign with Enter; close the result."""
    if keys is not None:
        yield from hands.click(part(dialog, QPushButton, "new-key"))
        made = yield from opened("landguard-key-dialog")
        place = made.findChild(QgsFileWidget, "landguard-key-file").lineEdit()
        yield from hands.fill(place, str(keys / f"{person}.pem"))
        for name in ("words", "again"):
            yield from hands.click(made.findChild(QLineEdit, f"landguard-key-{name}"), settle=100)
            yield from hands.type_secret(WORDS[person])
        shot(f"key_of_{person}")
        yield from hands.click(made.findChild(QPushButton, "landguard-key-go"))
        yield from wait(lambda: window("landguard-key-dialog") is None, why="no key")
        yield 300
    owner = part(dialog, QLabel, "owner")
    assert person in owner.text() and "⚠" not in owner.text(), owner.text()
    passphrase = part(dialog, QLineEdit, "passphrase")
    if not is_focused(passphrase):
        yield from hands.click(passphrase, settle=100)
    yield from hands.type_secret(WORDS[person])
    yield 200
    shot(f"signing_{person}")
    yield from hands.key("Return")
    result = part(dialog, QTextBrowser, "result")
    yield from wait(result.isVisible, 30000, why="no result")
    yield 300
    shot(f"signed_{person}")
    yield from hands.click(part(dialog, QPushButton, "done"))
    yield from wait(lambda: window("landguard-certify-dialog") is None)
    yield 400


def decide(hands, store, state, uids, opinion, after, keys=None):
    """Certify or accept the patches in a state."""
    ready = [uid for uid in uids if store.patches(uid=uid)[0]["state"] == state]
    person = desk().session.actor().person
    yield from choose(hands, state, ready)
    dialog = yield from begin(hands)
    go = part(dialog, QPushButton, "go")
    yield from wait(lambda: f"{len(ready)}" in go.text(), why=go.text())
    if opinion:
        yield from hands.fill(part(dialog, QPlainTextEdit, "opinion"), opinion)
    yield from sign(hands, dialog, person, keys)
    stands = [store.patches(uid=uid)[0]["state"] for uid in ready]
    assert stands == [after] * len(ready), stands
    last = [store.reviews(uid)[-1] for uid in ready]
    assert {row["person"] for row in last} == {person} and all(row["key_id"] for row in last), last
    numbers = sorted({row["certificate"] for row in last})
    return f"{len(ready)} → {after} by {person}, certificates {numbers[0]}…{numbers[-1]}"


def maker_is_no_checker(hands, store, uids):
    """Whoever judged the patches opens the certify page: it says why nothing can be signed, and nothing is."""
    yield from choose(hands, "judged", uids)
    dialog = yield from begin(hands)
    listed, go = part(dialog, QListWidget, "list"), part(dialog, QPushButton, "go")
    assert [listed.item(k).text()[0] for k in range(listed.count())] == ["✘"] * len(uids)
    assert "LG-REV-004" in part(dialog, QLabel, "missing").text(), part(dialog, QLabel, "missing").text()
    assert not go.isEnabled()
    shot("maker_is_no_checker")
    yield from hands.key("Escape")
    yield from wait(lambda: window("landguard-certify-dialog") is None)
    assert store.value("SELECT count(*) FROM lg_certificate") == 0
    return f"{MAKER} judged them: LG-REV-004 on all {len(uids)}, no certificate in the store"


def send_back(hands, store, uid, keys):
    """The city returns one patch; a return needs its reason."""
    yield from choose(hands, "certified", [uid])
    dialog = yield from begin(hands)
    yield from hands.click(part(dialog, QRadioButton, "return"))
    yield from hands.fill(part(dialog, QPlainTextEdit, "opinion"), REASON)
    yield from sign(hands, dialog, "赵六", keys)
    row = store.reviews(uid)[-1]
    assert (row["decision"], row["opinion"], row["state_after"]) == ("return", REASON, "returned"), row
    assert store.patches(uid=uid)[0]["state"] == "returned"
    return f"returned by {row['person']}: {row['opinion']}"


def answer(hands, store, uid):
    """The maker sits down again, goes to what is left to do, and finds the reason and the place for the answer."""
    bench = desk()
    yield from sit_again(hands, MAKER)
    states = bench.queue.findChild(QComboBox, "landguard-workbench-states")
    yield from hands.pick(states, 1)  # to judge or to answer
    yield from hands.click_row(bench.queue.view, bench.session.model.row_of(uid))
    yield from hands.key("f")
    box = bench.patch.findChild(QPlainTextEdit, "landguard-workbench-answer")
    yield from wait(lambda: is_focused(box), why="the answer does not come first")
    assert REASON in bench.patch.returned._banner.text
    add = bench.patch.findChild(QToolButton, "landguard-evidence-add")
    yield from wait(add.isEnabled, why="a returned patch takes no photos")
    shot("returned")
    yield from hands.paste(ANSWER)
    line = bench.patch.form.fields.line("description")
    yield from hands.fill(line, "现场为耕地，种植小麦，东侧以宗地界为准")
    yield from hands.key("Escape", "Return")
    yield from wait(lambda: store.patches(uid=uid)[0]["state"] == "judged", why="not answered")
    row = store.verdicts(uid)[-1]
    assert (row["answer"], row["person"]) == (ANSWER, MAKER), row
    return f"answered by {MAKER}: {row['answer']}"


# -- packages and proofs


def export(hands, store, uids, folder):
    """Export the packages of the accepted patches from the menu of the queue, sealed."""
    yield from choose(hands, "accepted", uids)
    bench = desk()
    yield from hands.menu(bench.queue.menu_button, "landguard-workbench-menu-cases")
    dialog = yield from opened("landguard-case-dialog")
    yield from hands.fill(dialog.findChild(QgsFileWidget, "landguard-case-folder").lineEdit(), str(folder))
    yield from hands.click(part(dialog, QLineEdit, "passphrase"), settle=100)
    yield from hands.type_secret(WORDS["钱七"])
    yield 200
    shot("export")
    yield from hands.key("Return")
    told = dialog.findChild(QTextBrowser, "landguard-case-result")
    yield from wait(told.isVisible, 60000, why="nothing exported")
    yield 300
    shot("exported")
    packages = sorted(Path(folder).glob("*.zip"))
    forms = sorted(Path(folder).glob("*.pdf"))
    assert [p.stem for p in packages] == [p.stem for p in forms] and len(packages) == len(uids), packages
    assert all(form.read_bytes().startswith(b"%PDF") for form in forms)
    yield from hands.click(dialog.findChild(QPushButton, "landguard-case-verify"))
    proof = yield from opened("landguard-proof-dialog")
    yield from wait(lambda: proof.is_done, 60000, why="not proved")
    listed = proof.findChild(QTableWidget, "landguard-proof-list")
    assert [listed.item(row, 0).text()[0] for row in range(len(packages))] == ["✔"] * len(packages)
    yield 300
    shot("verified_at_once")
    yield from hands.click(proof.findChild(QPushButton, "landguard-proof-close"))
    yield from hands.click(dialog.findChild(QPushButton, "landguard-case-done"))
    yield from wait(lambda: window("landguard-case-dialog") is None)
    yield 300
    kept = {row["number"] for row in store.rows("SELECT number FROM lg_certificate")}
    assert {p.name.split("_")[0] for p in packages} <= kept, "a package of another certificate"
    return packages, f"{len(packages)} packages and as many printable forms, all sound"


def verify(hands, packages, folder):
    """Verify from the menu of QGIS, with nothing open but the files: one as it is, one with a flipped byte; then with Python alone."""
    altered = with_a_flipped_byte(packages[0], folder / "改动")
    yield from hands.main_menu("mPluginMenu", "landguard-menu", "landguard-verify")
    yield from hands.choose_files(packages[0], altered)
    proof = yield from opened("landguard-proof-dialog")
    yield from wait(lambda: proof.is_done, 60000, why="not proved")
    yield 400
    sound = {Path(one.path).name: one.sound for one in proof.proofs}
    assert sound == {packages[0].name: True, altered.name: False}, sound
    findings = proof.findChild(QTableWidget, "landguard-proof-findings")
    assert findings.rowCount() >= 1, "the altered record is not named"
    shot("one_flipped_byte")
    yield from hands.click(proof.findChild(QPushButton, "landguard-proof-close"))
    yield 300
    alone = [verify_alone(packages[0].parent / SCRIPT, package) for package in packages]
    refused = verify_alone(packages[0].parent / SCRIPT, altered)
    assert alone == [0] * len(packages) and refused != 0, (alone, refused)
    return f"Desktop: 1 sound, 1 altered; python3 alone: {len(alone)} end with 0, the altered one with {refused}"


def check(hands, store, uids):
    """Check the whole store from the menu of the queue, and count its rows."""
    yield from hands.menu(desk().queue.menu_button, "landguard-workbench-menu-check")
    proof = yield from opened("landguard-proof-dialog")
    yield from wait(lambda: proof.is_done, 60000, why="not checked")
    yield 300
    shot("store_checked")
    assert proof.proofs[0].sound and not list(proof.proofs[0].findings), proof.proofs[0]
    yield from hands.click(proof.findChild(QPushButton, "landguard-proof-close"))
    yield 300
    states = store.states()
    read, accepted, rejected = (
        store.value(f"SELECT sum({name}) FROM lg_delivery") for name in ("read", "accepted", "rejected")
    )
    issued = store.value("SELECT count(*) FROM lg_patch WHERE origin = 'issued'")
    assert read == accepted + rejected and accepted == issued, (read, accepted, rejected, issued)
    assert states["accepted"] == len(uids) and states["retired"] == 1, states
    return (
        f"clean; {read} in = {accepted} accepted + {rejected} rejected; stands {dict(states)}; log {dict(store.log())}"
    )
