"""A donor's own page, by a link sent to their address."""
