"""Who gives: one donor once, what they allow, their own key."""
