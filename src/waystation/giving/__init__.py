"""Donors, campaigns and receipts."""
