"""Somebody is lost: what to do at once, for everybody it touches."""
