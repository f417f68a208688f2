"""The rows of impact: published figures and stories."""
