"""Official quantities: ellipsoidal patch area, zones, map sheets, deduction chain, levelling, additive tables."""
