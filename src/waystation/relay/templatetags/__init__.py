"""What the templates of the relay ask in their own words."""
