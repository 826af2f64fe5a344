"""Shapes without a subject: overlays in threads, boundary signatures."""
