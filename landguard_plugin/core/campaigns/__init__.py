"""Campaigns (专项): verdict trees, screening rules and evidence rules as dated data."""
