"""Measures what people wait for, and writes it down with its conditions: `python -m bench`."""
