"""A seeker's own page: how the search stands, for whoever holds the link."""
