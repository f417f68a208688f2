"""Counts frozen on the day they were published."""
