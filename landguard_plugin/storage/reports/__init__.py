"""Reports as files: formatted workbooks with openpyxl, plain ones with GDAL where that is missing."""
