"""Writes the sample ledger of the demo county, for any county code.

python -m tools.sample_ledger TARGET [COUNTY_CODE]
"""

from __future__ import annotations

import sys
from pathlib import Path

SAMPLE = Path(__file__).resolve().parent.parent / "tests" / "ledgers" / "sample_county.txt"
COUNTY = "990101"


def sample_ledger(county: str = COUNTY) -> str:
    """Return the plain-text ledger with the county's code (and so its townships') in place of the sample's."""
    return SAMPLE.read_text(encoding="utf-8").replace(COUNTY, county)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(sample_ledger(*sys.argv[2:3]), encoding="utf-8", newline="\n")
