"""Code words on paper, for a guide without a telephone that can be trusted."""
