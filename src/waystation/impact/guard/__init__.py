"""What may be published of a figure, and what its difference to older ones tells."""
