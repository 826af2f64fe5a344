"""Use cases over survey years: flow matrix, stocktake, line scenario."""
