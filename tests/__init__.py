"""Tests that belong to no one folder."""
