"""Dated dangers, and the rule that turns them into the risk of a leg."""
