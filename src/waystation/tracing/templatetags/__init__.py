"""Words of tracing for templates."""
