"""Faces from memory, drawn by an artist with whoever remembers them."""
