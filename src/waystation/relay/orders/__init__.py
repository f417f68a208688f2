"""Orders: sealed ahead, changed, called back, destroyed."""
