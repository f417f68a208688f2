"""Searching with other organisations: agreed by people, carried by hand, count before list."""
