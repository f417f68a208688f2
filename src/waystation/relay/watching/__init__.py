"""Watches over an order and over a phone, and those that hide them."""
