"""Use cases: one deed, one function. Dialog, algorithm, model and command line call the same one.

May import core only. Whatever touches a file, a database, QGIS or the clock arrives as an argument.
"""
