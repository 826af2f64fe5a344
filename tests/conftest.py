"""Shared fixtures: the provider in this process, the staged plugin for qgis_process, small layers."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STAGED = ROOT / "build" / "landguard_plugin"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PROJ_DATA", "/usr/share/proj")
os.environ.setdefault("FONTCONFIG_FILE", str(ROOT / "scripts" / "fonts-zh.conf"))


def data_folder() -> Path | None:
    """Return the folder of real open data, or None: LANDGUARD_DATA, else ../shared/data beside the checkout."""
    for candidate in (os.environ.get("LANDGUARD_DATA"), ROOT.parent / "shared" / "data"):
        if candidate and Path(candidate, "README.md").is_file():
            return Path(candidate)
    return None


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder of real open data; skip aloud where it is absent."""
    folder = data_folder()
    if folder is None:
        pytest.skip("real open data are not here: set LANDGUARD_DATA to their folder")
    return folder


@pytest.fixture(scope="session", autouse=True)
def fresh_settings(qgis_app):
    """Forget the plugin's settings of an earlier session: pytest-qgis keeps QGIS's settings in the checkout."""
    from qgis.core import QgsSettings

    QgsSettings().remove("landguard")


@pytest.fixture(scope="session")
def provider(qgis_processing):
    """Register LandGuard's algorithms in this process for the whole session."""
    from qgis.core import QgsApplication

    from landguard_plugin.processing.provider import LandGuardProvider

    provider = LandGuardProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    yield provider
    registry = QgsApplication.processingRegistry()
    if registry.providerById("landguard") is not None:  # a life-cycle test may have removed it
        registry.removeProvider("landguard")


class QgisProcess:
    """Runs algorithms of the staged plugin with the real qgis_process program in a profile of its own."""

    def __init__(self, folder: Path, locale: str = "en_US") -> None:
        profile = folder / "profiles" / "default"
        (profile / "QGIS").mkdir(parents=True)
        plugins = profile / "python" / "plugins"
        plugins.mkdir(parents=True)
        (plugins / "landguard_plugin").symlink_to(STAGED)
        (profile / "QGIS" / "QGIS3.ini").write_text(
            f"[PythonPlugins]\nlandguard_plugin=true\n[locale]\noverrideFlag=true\nuserLocale={locale}\n"
        )
        runtime = folder / "runtime"
        runtime.mkdir(mode=0o700)
        site_packages = os.environ.get("LANDGUARD_SITE_PACKAGES", str(ROOT / ".venv/lib/python3.11/site-packages"))
        self._environment = {
            **{k: v for k, v in os.environ.items() if k != "LD_PRELOAD"},
            "QGIS_CUSTOM_CONFIG_PATH": str(folder),
            "PYTHONPATH": site_packages,
            "XDG_RUNTIME_DIR": str(runtime),
            "QT_QPA_PLATFORM": "offscreen",
        }

    def call(self, algorithm: str, **parameters: object) -> subprocess.CompletedProcess:
        """Return the finished process; parameters go in as JSON on standard input."""
        return subprocess.run(
            ["qgis_process", "--json", "run", algorithm, "-"],
            input=json.dumps({"inputs": parameters}, default=str),
            capture_output=True,
            text=True,
            env=self._environment,
            timeout=600,
            check=False,
        )

    def run(self, algorithm: str, **parameters: object) -> dict:
        """Return the results of a successful run."""
        done = self.call(algorithm, **parameters)
        assert done.returncode == 0, done.stderr[-2000:] + done.stdout[-2000:]
        return json.loads(done.stdout)["results"]


@pytest.fixture(scope="session")
def qgis_process(tmp_path_factory) -> QgisProcess:
    """Return qgis_process with the staged plugin, in English."""
    assert (STAGED / "metadata.txt").is_file(), "run `make stage` first"
    return QgisProcess(tmp_path_factory.mktemp("qgis_process"))


@pytest.fixture(scope="session")
def qgis_process_zh(tmp_path_factory) -> QgisProcess:
    """Return qgis_process with the staged plugin, in Chinese."""
    return QgisProcess(tmp_path_factory.mktemp("qgis_process_zh"), "zh-Hans")
