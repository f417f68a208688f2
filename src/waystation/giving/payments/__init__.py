"""Money in: hosted checkouts and what providers tell afterwards."""
