"""A worker's tablet: cases taken along, worked on without a network, and brought back."""
