"""A plan played through many times before anybody travels."""
