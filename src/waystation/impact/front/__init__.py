"""The public site's first pages: figures and stories."""
