"""The Processing provider: thin algorithms with public ids. Each reads through the bridge and calls one use case."""
