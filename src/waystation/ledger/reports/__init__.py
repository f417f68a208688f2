"""Reports out of the book: what there is, what came of it, and what a rescue costs."""
