"""Map tools for patches: drawing, splitting, merging, reshaping on the canvas, with live areas and a journal of every vertex."""
