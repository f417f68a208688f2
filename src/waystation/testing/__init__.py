"""Input for rehearsals and tests; no part of a running system."""
