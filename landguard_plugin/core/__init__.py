"""The domain of farmland protection, pure: stdlib, numpy, shapely and pandas only.

No QGIS, no Qt, no SQL, no files, no clock. Folders carry the mission's words:

area        official ellipsoidal areas, units, levelling
geometry    shapes without a subject: overlay, boundary signatures
survey      the land survey layer: classes, fields, import mapping, check rules
flows       two survey years: overlay, class-to-class flows, stocks, reconciliation
ledger      the farmland balance: books, dated rules, best write-off, year balance
basicfarmland   candidates for permanent basic farmland: scores and choice
"""
