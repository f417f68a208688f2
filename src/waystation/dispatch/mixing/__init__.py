"""Ways drawn by lot where somebody may be watching."""
