"""The public site's pages about giving."""
