"""Use cases around permanent basic farmland."""
