"""Docks, dialogs and map tools. They start algorithms by id and never hold logic of the domain."""
