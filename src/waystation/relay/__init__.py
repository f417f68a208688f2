"""Guides' phones: joining, sealed orders, and word back."""
