"""Looking again for five years: follow-up, what matters to people, crises, those who help others."""
