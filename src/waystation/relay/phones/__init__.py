"""Phones of partners: invited, joined, compared, lost."""
