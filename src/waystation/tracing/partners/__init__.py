"""Searches together with one named organisation at a time."""
