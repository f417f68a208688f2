"""Safeguarding: children without their people, signs of exploitation, and what must be done."""
