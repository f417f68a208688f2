"""How partners are kept from being asked too much."""
