"""What was told to whom, and whom one arrest gives up."""
