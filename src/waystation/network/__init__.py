"""Places, houses, legs, partners and fares: what can be travelled, when, and for how much."""
