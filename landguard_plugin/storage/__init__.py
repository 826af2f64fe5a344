"""Files and databases: the package's own data, GeoPackage, spreadsheets. No QGIS, no Qt, no words for the user."""
