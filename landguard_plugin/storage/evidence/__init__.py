"""Originals of evidence on disk, kept under their hash beside the project's store."""
