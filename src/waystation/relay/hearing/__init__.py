"""What phones said, opened and acted on."""
