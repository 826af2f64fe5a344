"""The verifier that ships with every case package: one file, standard library only."""
