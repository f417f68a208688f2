"""Stories told from beginning to end, in a real browser, on a real server."""
