"""The best write-off: which lots to write off for which projects.

demand     what projects lack, what lots offer, who may serve whom, and why not
network    projects and lots grouped into a small transport network; flows handed back out to pairs
flow       exact integer minimum-cost flow in pure Python
highs      the same network through scipy's HiGHS, when it is there
waste      the objective that ties quantity to capacity
documents  the objective of fewest lines
cures      what would cure a shortfall
propose    puts it together
"""
