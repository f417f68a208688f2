"""Screening: questions a person may answer, counted and never a diagnosis."""
