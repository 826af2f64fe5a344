"""Collects the strings of the code into i18n/landguard_zh.ts (pylupdate5), sorted, keeping what is translated.

    python tools/strings.py                  collect; print what is untranslated
    python tools/strings.py --fill new.tsv   collect, then take translations from lines of english<TAB>chinese

pylupdate5 files a bare tr("…") under the context "@default"; the plugin asks for the context "LandGuard", so the context is
renamed on the way in and on the way out. Line numbers are left out and messages sorted: merges stay small.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TS = ROOT / "landguard_plugin" / "i18n" / "landguard_zh.ts"
OURS, THEIRS = "<name>LandGuard</name>", "<name>@default</name>"


def collect(ts: Path) -> None:
    """Update a .ts file from the sources of the package."""
    sources = sorted(str(p.relative_to(ROOT)) for p in (ROOT / "landguard_plugin").rglob("*.py"))
    if ts.exists():
        write(ts, read(ts))
        ts.write_text(ts.read_text(encoding="utf-8").replace(OURS, THEIRS), encoding="utf-8")
    with tempfile.NamedTemporaryFile("w", suffix=".pro", dir=ROOT, delete=False) as project:
        project.write("SOURCES = " + " \\\n  ".join(sources) + f"\nTRANSLATIONS = {ts}\nCODECFORTR = UTF-8\n")
    try:
        subprocess.run(
            ["pylupdate5", "-noobsolete", project.name],
            check=True,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    finally:
        Path(project.name).unlink()
    ts.write_text(ts.read_text(encoding="utf-8").replace(THEIRS, OURS), encoding="utf-8")
    write(ts, read(ts))


def read(ts: Path) -> dict[str, str]:
    """Return source -> translation ("" where there is none)."""
    messages: dict[str, str] = {}
    for message in ET.parse(ts).getroot().iter("message"):
        source = None
        for part in message:  # a merge may leave a message twice, or put two into one
            if part.tag == "source":
                source = part.text or ""
                messages.setdefault(source, "")
            elif part.tag == "translation" and source is not None:
                messages[source] = part.text or messages[source]
                source = None
    return messages


def write(ts: Path, messages: dict[str, str]) -> None:
    """Write messages sorted by source."""
    root = ET.Element("TS", version="2.1", language="zh_CN", sourcelanguage="en")
    context = ET.SubElement(root, "context")
    ET.SubElement(context, "name").text = "LandGuard"
    for source in sorted(messages):
        message = ET.SubElement(context, "message")
        ET.SubElement(message, "source").text = source
        translation = ET.SubElement(message, "translation")
        translation.text = messages[source]
        if not messages[source]:
            translation.set("type", "unfinished")
    ET.indent(root, "    ")
    body = ET.tostring(root, encoding="unicode")
    ts.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', encoding="utf-8")


def fill(ts: Path, table: Path) -> None:
    """Take translations from lines of english<TAB>chinese; lines that match no string are reported."""
    messages = read(ts)
    for line in table.read_text(encoding="utf-8").splitlines():
        english, _, chinese = line.partition("\t")
        if english in messages:
            messages[english] = chinese
        elif english:
            print("not in the code:", english)
    write(ts, messages)


if __name__ == "__main__":
    collect(TS)
    if "--fill" in sys.argv:
        fill(TS, Path(sys.argv[sys.argv.index("--fill") + 1]))
    missing = [source for source, translation in read(TS).items() if not translation]
    for source in missing:
        print("untranslated:", source)
    sys.exit(1 if missing else 0)
