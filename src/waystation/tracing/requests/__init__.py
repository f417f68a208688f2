"""Who looks for whom, as told in an interview, and how the seeker is reached."""
