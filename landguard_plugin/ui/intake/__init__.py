"""The import dialog: issued patches from files into a campaign."""
