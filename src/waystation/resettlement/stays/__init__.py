"""Where a household stands on its pathway: steps, days, what is due."""
