"""Screening patches before anybody looks: figures, suggestion, reasons, priority."""
