"""SQLite files written so that what was confirmed survives: places, connections, migrations, GeoPackage headers."""
