"""Consent: who said yes to what, for how long, and the one door that asks."""
