"""Questions to the planner and plans as answers."""
