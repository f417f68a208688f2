"""Closing a month: every step again and again until nothing is open, then the lock."""
