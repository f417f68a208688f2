"""Plans played through against chance."""
