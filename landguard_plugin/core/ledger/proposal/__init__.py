"""The best write-off: which lots to write off for which projects.

demand     what projects lack, what lots offer, who may serve whom, and why not
network    projects and lots grouped into a small transport network, its optimum proven; flows handed back out to pairs
serving    who gets what when there is not enough
simplex    exact least-cost transport in integers, without scipy
highs      the same network through scipy's HiGHS, when it is there
waste      the objective that ties quantity to capacity
documents  the objective of fewest lines
cures      what would cure a shortfall
propose    puts it together
"""
