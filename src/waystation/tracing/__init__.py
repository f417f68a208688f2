"""Families that look for one another, and what may be said to whom."""
