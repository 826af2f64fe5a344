"""Assembles build/landguard_plugin/: the package, the one metadata.txt, LICENSE and the compiled translations.

An allow-list says what goes in; nothing is copied first and deleted later.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "landguard_plugin"
SUFFIXES = {
    ".py",
    ".sql",
    ".svg",
    ".md",
    ".csv",
    ".toml",
    ".json",
    ".qml",
    ".qpt",
    ".model3",
    ".qgz",
    ".png",
    ".txt",
    ".typed",
}


def compile_translations() -> list[Path]:
    """Compile every .ts into a .qm beside it, when older; return the .qm files."""
    compiled = []
    lrelease = shutil.which("lrelease") or shutil.which("lrelease-qt5") or "/usr/lib/qt5/bin/lrelease"
    for source in sorted((ROOT / PACKAGE / "i18n").glob("*.ts")):
        target = source.with_suffix(".qm")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            subprocess.run([lrelease, "-silent", str(source), "-qm", str(target)], check=True)
        compiled.append(target)
    return compiled


def package_files() -> list[Path]:
    """Return the files of the package that ship, sorted; generated ones (.qm) are added by `stage`."""
    found = (path for path in (ROOT / PACKAGE).rglob("*") if path.is_file())
    return sorted(path for path in found if path.suffix in SUFFIXES and "__pycache__" not in path.parts)


def stage(target: Path) -> Path:
    """Write the package to target/landguard_plugin and return that folder; unchanged files are left alone."""
    folder = target / PACKAGE
    sources = {path.relative_to(ROOT / PACKAGE): path for path in package_files() + compile_translations()}
    sources[Path("metadata.txt")] = ROOT / "metadata.txt"
    sources[Path("LICENSE")] = ROOT / "LICENSE"
    if folder.exists():
        for old in [path for path in folder.rglob("*") if path.is_file() and path.relative_to(folder) not in sources]:
            old.unlink()
    for relative, source in sources.items():
        copy = folder / relative
        if (
            copy.exists()
            and copy.stat().st_mtime >= source.stat().st_mtime
            and copy.stat().st_size == source.stat().st_size
        ):
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, copy)
        os.utime(copy)
    return folder


if __name__ == "__main__":
    print(stage(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build"))
