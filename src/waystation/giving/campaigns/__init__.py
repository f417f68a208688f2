"""Campaigns and rescue teams: goals, pages, moderation, cards."""
