"""Screening of issued patches: what the layers say of each, and what is suggested under dated rules. The officer decides."""
