"""Courses, workshops, one-to-one support, goals, and those who stand beside newcomers."""
