"""The dock "Survey accounting": choose layers, run, read the matrix, open the patches behind every figure."""
