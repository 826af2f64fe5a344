"""The land-boundary text form (界址点坐标 TXT): reading every variant offices hand in, writing one that they accept."""
