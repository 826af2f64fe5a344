"""Use cases of the farmland balance ledger, and the port its books come through."""
