"""Where a database may be written: a local disk, not a network share or a folder that a cloud program copies behind our back.

SQLite's write-ahead log needs shared memory of one host, and a sync program copies the three files one by one
(docs/adr/0020). Reading is allowed everywhere.
"""

from __future__ import annotations

import sys
from pathlib import Path

#: file systems that live on another host, as the kernel names them
REMOTE_SYSTEMS = {
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "ceph",
    "9p",
    "fuse.sshfs",
    "davfs",
    "fuse.davfs2",
    "ncpfs",
}
#: folders that sync programs copy, by a part of their name in lower case
SYNC_FOLDERS = (
    "onedrive",
    "坚果云",
    "nutstore",
    "百度网盘",
    "baidunetdisk",
    "dropbox",
    "icloud",
    "google drive",
    "微云",
    "weiyun",
)
_DRIVE_REMOTE = 4


def reason_not_local(path: Path, mounts: str | None = None) -> str:
    """Return why a path is no place for a database: unc, remote, sync, or "" when it is fine.

    `mounts` is the text of /proc/mounts; it is read where the system has one.
    """
    text = str(path)
    if text.startswith(("\\\\", "//")):
        return "unc"
    absolute = path.absolute()
    if any(known in part.lower() for part in absolute.parts for known in SYNC_FOLDERS):
        return "sync"
    if sys.platform == "win32":
        return "remote" if _windows_drive(absolute) == _DRIVE_REMOTE else ""
    return "remote" if _file_system(absolute, mounts) in REMOTE_SYSTEMS else ""


def _windows_drive(path: Path) -> int:
    import ctypes

    return int(ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\"))


def _file_system(path: Path, mounts: str | None) -> str:
    table = _read_mounts() if mounts is None else mounts
    best, system = "", ""
    for line in table.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ")
        inside = str(path) == point or str(path).startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, system = point, fields[2]
    return system


def _read_mounts() -> str:
    try:
        return Path("/proc/mounts").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
