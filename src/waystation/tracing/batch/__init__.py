"""Long registers, linked on one machine or on many."""
