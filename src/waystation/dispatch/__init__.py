"""A plan becomes a passage: approvals, guides, stages, arrival."""
