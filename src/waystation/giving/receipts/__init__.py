"""Receipts and statements of the year, by each country's rules."""
