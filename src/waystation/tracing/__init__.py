"""Family search and matches."""
