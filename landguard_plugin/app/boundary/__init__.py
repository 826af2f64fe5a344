"""Boundary text files in and out."""
