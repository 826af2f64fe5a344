"""The plain-text ledger: grammar, reader, writer. The format is described in docs/ledger.md and in the help page."""
