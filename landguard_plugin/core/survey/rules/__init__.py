"""The rules a survey layer is checked by: small objects, their findings as values, their thresholds as dated data."""
