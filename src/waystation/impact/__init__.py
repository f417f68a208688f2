"""Figures and stories with consent."""
