"""One plan for all groups on shared guides, houses and money."""
