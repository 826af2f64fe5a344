"""`make demo`: the main job from end to end, on a generated county or on the user's own files, in a real QGIS without a window.

    LANDGUARD_DEMO_DATA=folder python -m tools.demo      (empty: the generated county)

Everything it does is an algorithm of the plugin, run from the staged package. Reports, maps, pictures and a log stay in out/.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "out" / "demo"


class Log:
    """Writes every line to the terminal and to out/demo/demo.log."""

    def __init__(self) -> None:
        shutil.rmtree(OUT, ignore_errors=True)
        OUT.mkdir(parents=True)
        self._file = (OUT / "demo.log").open("w", encoding="utf-8")
        atexit.register(self._file.close)
        self._begin = time.monotonic()

    def say(self, text: str) -> None:
        line = f"[{time.monotonic() - self._begin:6.1f} s] {text}"
        print(line, flush=True)
        self._file.write(line + "\n")
        self._file.flush()

    def note(self, text: str) -> None:
        """Write to the log only."""
        self._file.write(f"           {text}\n")


def start_qgis():
    """Return the application with the staged plugin's provider registered."""
    sys.path.insert(0, str(ROOT / "build"))
    sys.path.append("/usr/share/qgis/python/plugins")
    from qgis.core import QgsApplication

    application = QgsApplication([], True)
    application.initQgis()
    from processing.core.Processing import Processing

    Processing.initialize()
    import landguard_plugin

    if not Path(landguard_plugin.__file__).is_relative_to(ROOT / "build"):
        raise SystemExit("demo: the staged package is not the one in use")
    plugin = landguard_plugin.classFactory(None)
    plugin.initProcessing()
    return application, plugin


def main() -> int:
    log = Log()
    application, plugin = start_qgis()
    from tools import demo_county, demo_folder
    from tools.demo_running import Runner

    data = os.environ.get("LANDGUARD_DEMO_DATA", "").strip()
    runner = Runner(log, OUT)
    try:
        closing = demo_folder.run(runner, Path(data)) if data else demo_county.run(runner)
    finally:
        plugin.unload()
    log.say(f"reports, maps and the log are in {OUT.relative_to(ROOT)}/")
    log.say(closing)
    application.exitQgis()
    return 0 if runner.sound else 1


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.exit(code)
