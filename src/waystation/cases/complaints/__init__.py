"""Complaints about colleagues and partners, who hears them, and the code of conduct."""
