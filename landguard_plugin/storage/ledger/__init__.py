"""Ledgers in files: the store's tables, plain text, spreadsheets, and the packaged rule sets and tables."""
