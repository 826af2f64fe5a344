"""Patches (图斑): what is issued, drawn, split, judged; pure records and geometry."""
