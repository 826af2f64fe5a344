"""Certify and review: one page that reads like the paper form, what is missing, opinion, key, and the number in the end."""
