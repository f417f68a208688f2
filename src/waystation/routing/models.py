"""What routing remembers: plans, sealed in the passages' cell."""

from waystation.vault.rows import SealedRow


class PlanRow(SealedRow):
    """One answer of the planner."""
