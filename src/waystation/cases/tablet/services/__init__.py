"""What is done with tablets: enrolling, carrying, taking in."""
