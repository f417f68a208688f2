"""Changes of programmes: goals and who stands beside whom, those who help, and courses."""
