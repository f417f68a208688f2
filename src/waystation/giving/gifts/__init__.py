"""Gifts, monthly gifts, pledges, matching: each into the book once."""
