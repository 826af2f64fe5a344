"""Use cases of patches: import, screen, judge, divide, prove, certify, review; and the port of the project store."""
