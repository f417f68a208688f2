"""Who is asked what, in which order, before a family hears anything."""
