"""Zips the staged package reproducibly: sorted names, fixed times and modes. The same commit gives the same bytes."""

from __future__ import annotations

import configparser
import zipfile
from pathlib import Path

from tools.stage import PACKAGE, ROOT, stage

FIXED_TIME = (2020, 1, 1, 0, 0, 0)


def version() -> str:
    """Return the version of the root metadata.txt."""
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(ROOT / "metadata.txt", encoding="utf-8")
    return metadata["general"]["version"]


def package(target: Path) -> Path:
    """Write target/landguard_plugin-VERSION.zip from a fresh stage and return its path."""
    folder = stage(ROOT / "build" / "package")
    target.mkdir(parents=True, exist_ok=True)
    archive = target / f"{PACKAGE}-{version()}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as zipped:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            entry = zipfile.ZipInfo(str(Path(PACKAGE) / path.relative_to(folder)), FIXED_TIME)
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3
            zipped.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    return archive


if __name__ == "__main__":
    print(package(ROOT / "dist"))
