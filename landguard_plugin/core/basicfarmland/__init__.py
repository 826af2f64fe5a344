"""Candidates for permanent basic farmland: explained scores, and a choice that reaches a required area.

ground      patches on a metric plane: outside existing basic farmland, neighbours, distance to the city, connected farmland
criteria    one score per criterion, from dated data
selection   the choice of patches as an optimisation, with its bound
mincut      the exact minimum cut behind it, in pure Python
"""
