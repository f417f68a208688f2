"""Looking again for five years: follow-up, what matters, crises, those who help others."""
