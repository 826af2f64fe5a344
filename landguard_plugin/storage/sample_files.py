"""The sample county as files: one GeoPackage, a GBK shapefile without .cpg and .prj, boundary texts.

A file is written beside its place under another name and moved there when it is complete.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from ..core.problems import LandGuardError
from ..core.progress import Progress, stop_if_cancelled
from ..core.sample.layers import SampleLayer
from .vector_writing import shifted, write_layer

GEOPACKAGE = "sample_county.gpkg"
_ZONE_PREFIX = 38_000_000.0
_SIDECARS = (".shp", ".shx", ".dbf")


class SampleFolder:
    """A folder that receives the sample county; what it held under the same names is replaced."""

    def __init__(self, folder: Path) -> None:
        """Use this folder; it is created when needed. Raises LandGuardError LG-SMP-001 when that is impossible."""
        self.folder = folder
        try:
            (folder / "import").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LandGuardError("LG-SMP-001", path=str(folder), detail=str(error)) from error

    def keep_layers(self, layers: Sequence[SampleLayer], progress: Progress) -> str:
        """Write one GeoPackage with all layers and return its path."""
        target = self.folder / GEOPACKAGE
        total = sum(len(layer) for layer in layers)
        done = 0
        with _beside(target) as temporary:
            for layer in layers:
                stop_if_cancelled(progress)
                write_layer(temporary / GEOPACKAGE, layer, "GPKG")
                done += len(layer)
                progress.at(done / total)
            _move(temporary / GEOPACKAGE, target)
        return str(target)

    def keep_delivery(self, layer: SampleLayer) -> str:
        """Write a survey layer in zone-prefixed coordinates as cp936 shapefile without .cpg, .prj and code page mark."""
        target = self.folder / "import" / f"{layer.spec.name}.shp"
        with _beside(target) as temporary:
            path = temporary / target.name
            write_layer(path, shifted(layer, _ZONE_PREFIX), "ESRI Shapefile", "CP936")
            _forget_code_page(path.with_suffix(".dbf"))
            for suffix in _SIDECARS:
                _move(path.with_suffix(suffix), target.with_suffix(suffix))
        for suffix in (".cpg", ".prj"):
            target.with_suffix(suffix).unlink(missing_ok=True)
        return str(target)

    def keep_boundaries(self, name: str, text: str) -> str:
        """Write a boundary file in GBK, as bureaus exchange them."""
        target = self.folder / "import" / f"{name}.txt"
        try:
            target.write_bytes(text.encode("gbk"))
        except OSError as error:
            raise LandGuardError("LG-SMP-001", path=str(target), detail=str(error)) from error
        return str(target)


def _forget_code_page(table: Path) -> None:
    """Clear the language byte of a dBASE header, as many exporters leave it."""
    with table.open("r+b") as header:
        header.seek(29)
        header.write(b"\x00")


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a temporary folder on the same disk; it is gone afterwards. File problems become LG-SMP-001."""
    folder = None
    try:
        folder = Path(tempfile.mkdtemp(prefix=".landguard-", dir=target.parent))
        yield folder
    except (OSError, RuntimeError) as error:
        raise LandGuardError("LG-SMP-001", path=str(target), detail=str(error)) from error
    finally:
        if folder is not None:
            with suppress(OSError):
                shutil.rmtree(folder)


def _move(source: Path, target: Path) -> None:
    """Put a complete file in its place; journals of an older GeoPackage do not outlive it."""
    source.replace(target)
    for suffix in ("-wal", "-shm", "-journal"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)
