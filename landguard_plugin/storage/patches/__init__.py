"""Patch projects: the store in memory and the store in a GeoPackage, its checks, its migrations."""
