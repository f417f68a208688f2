"""After arrival: pathways and plans."""
