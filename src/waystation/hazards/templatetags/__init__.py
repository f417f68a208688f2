"""Words of danger for templates."""
