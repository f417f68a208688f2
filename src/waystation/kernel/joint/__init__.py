"""Plans for many groups at once on shared guides, houses and money."""
