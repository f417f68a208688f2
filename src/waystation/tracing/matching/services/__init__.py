"""Searches for whom requests look for, what officers say of what was found, and the limits."""

from waystation.tracing.matching.services.looking import forget_terms, look
from waystation.tracing.matching.services.outside import ask_outside, drop_outside, run_outside
from waystation.tracing.matching.services.turning import turn

__all__ = ["ask_outside", "drop_outside", "forget_terms", "look", "run_outside", "turn"]
