"""Speakers asked for, events, volunteers, newsletters."""
