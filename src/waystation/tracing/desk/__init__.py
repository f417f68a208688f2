"""The tracing desk: what needs a tracing officer now."""
