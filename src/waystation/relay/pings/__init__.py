"""Ways by which colleagues and phones are called; the calling itself is the worker's."""
