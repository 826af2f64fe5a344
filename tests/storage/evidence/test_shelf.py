"""The shelf keeps originals bit-identical, whole or not at all, and finds what is missing or was altered."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.evidence import shelf as module
from landguard_plugin.storage.evidence.incoming import incoming
from landguard_plugin.storage.evidence.shelf import FolderShelf


def code(call, *arguments):
    with pytest.raises(LandGuardError) as refused:
        call(*arguments)
    return refused.value.code


@pytest.fixture
def shelf(tmp_path):
    return FolderShelf.beside(tmp_path / "卫片 项目.gpkg")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(min_size=1, max_size=3000))
def test_originals_come_back_bit_identical(shelf, content):
    kept = shelf.put(content, "JPG")
    assert kept.sha256 == hashlib.sha256(content).hexdigest()
    assert (kept.size, kept.place) == (len(content), f"{kept.sha256[:2]}/{kept.sha256[2:]}.jpg")
    assert (shelf.folder / kept.place).read_bytes() == content
    assert shelf.read(kept.sha256) == content
    assert shelf.look(kept.sha256) is None


def test_the_folder_stands_beside_the_store_and_may_move_with_it(shelf, tmp_path):
    kept = shelf.put(b"photo", "jpg")
    assert shelf.folder == tmp_path / "卫片 项目_evidence"
    moved = tmp_path / "elsewhere"
    shelf.folder.rename(moved)
    assert FolderShelf(moved).read(kept.sha256) == b"photo"


def test_putting_twice_leaves_the_first_alone(shelf):
    first = shelf.put(b"photo", "jpg")
    before = (shelf.folder / first.place).stat()
    assert shelf.put(b"photo", "jpeg") == first
    after = (shelf.folder / first.place).stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert len([f for f in shelf.folder.rglob("*") if f.is_file()]) == 1


def test_an_original_is_read_only(shelf):
    kept = shelf.put(b"photo", "jpg")
    assert not (shelf.folder / kept.place).stat().st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH)


@pytest.mark.parametrize("ending", ["../../x", "", "exe?*", "a" * 50, "图"])
def test_no_ending_leads_out_of_the_shelf(shelf, ending):
    kept = shelf.put(b"x", ending)
    assert (shelf.folder / kept.place).resolve().parent.parent == shelf.folder.resolve()


@pytest.mark.parametrize("sha256", ["", "../../etc", "g" * 64, "*" * 64])
def test_only_hashes_are_looked_for(shelf, sha256):
    shelf.put(b"x", "jpg")
    assert code(shelf.read, sha256) == "LG-EVI-023"


def alter(shelf, kept, content=b"other"):
    path = shelf.folder / kept.place
    path.chmod(0o644)
    path.write_bytes(content)


def test_altered_and_missing_originals_are_named_and_never_overwritten(shelf):
    altered, missing = shelf.put(b"one", "jpg"), shelf.put(b"two", "jpg")
    alter(shelf, altered)
    (shelf.folder / missing.place).unlink()
    assert shelf.look(altered.sha256).what == "altered"
    assert shelf.look(missing.sha256).what == "missing"
    assert code(shelf.read, altered.sha256) == "LG-EVI-024"
    assert code(shelf.read, missing.sha256) == "LG-EVI-023"
    assert code(shelf.put, b"one", "jpg") == "LG-EVI-024"
    assert (shelf.folder / altered.place).read_bytes() == b"other"


def test_strangers_are_listed(shelf):
    kept = shelf.put(b"one", "jpg")
    (shelf.folder / "ab").mkdir(exist_ok=True)
    (shelf.folder / "ab" / "holiday.jpg").write_bytes(b"x")
    assert [one.place for one in shelf.strangers([kept.sha256])] == ["ab/holiday.jpg"]
    assert len(shelf.strangers([])) == 2


def test_a_disk_that_fails_leaves_nothing_half_written(shelf, monkeypatch):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, "fsync", full)
    assert code(shelf.put, b"photo", "jpg") == "LG-EVI-021"
    assert [f for f in shelf.folder.rglob("*") if f.is_file()] == []


def test_a_disk_that_gives_other_bytes_back_is_caught(shelf, monkeypatch):
    monkeypatch.setattr(module, "_hash_of", lambda path: "0" * 64)
    assert code(shelf.put, b"photo", "jpg") == "LG-EVI-022"
    assert [f for f in shelf.folder.rglob("*") if f.is_file()] == []


def test_lost_originals_are_found_by_content_under_any_name(shelf, tmp_path):
    kept = [shelf.put(content, "jpg") for content in (b"one", b"two", b"three!")]
    for one in kept:
        path = shelf.folder / one.place
        path.chmod(0o644)
        path.unlink()
    backup = tmp_path / "备份" / "内"
    backup.mkdir(parents=True)
    (backup / "renamed.dat").write_bytes(b"one")
    (backup / "two.jpg").write_bytes(b"twO")
    wanted = [(one.sha256, one.size) for one in kept]
    found, missing = shelf.bring_back(wanted, tmp_path / "备份")
    assert (found, missing) == ([kept[0].sha256], [kept[1].sha256, kept[2].sha256])
    assert shelf.read(kept[0].sha256) == b"one"


def test_files_on_their_way_in_are_read_when_asked_and_named_when_they_cannot_be(tmp_path, monkeypatch):
    (tmp_path / "空.jpg").write_bytes(b"")
    (tmp_path / "b.jpg").write_bytes(b"data")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "big").write_bytes(b"x" * 100)
    monkeypatch.setattr("landguard_plugin.storage.evidence.incoming.LARGEST", 50)
    files = incoming([tmp_path, tmp_path / "gone.jpg"])
    assert [one.name for one in files] == ["b.jpg", str(Path("sub", "big")), "空.jpg", "gone.jpg"]
    assert files[0].read() == b"data"
    assert [code(one.read) for one in files[1:]] == ["LG-EVI-013", "LG-EVI-012", "LG-EVI-011"]
