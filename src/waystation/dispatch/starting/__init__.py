"""Whether a leg may begin."""
