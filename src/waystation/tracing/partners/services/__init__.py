"""What is done between two organisations: agreeing, writing and reading, asking, comparing."""
