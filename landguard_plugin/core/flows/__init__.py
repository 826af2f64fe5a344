"""Two survey years over the same ground: overlay, flows by class, stocks, causes, reconciliation."""
