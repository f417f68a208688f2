"""People of our cases who agreed to be found by family."""
