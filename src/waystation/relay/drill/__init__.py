"""A drill carried out: phones told anew."""
