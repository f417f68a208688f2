"""The plan a newcomer holds: on paper, on a telephone by a sealed link, in a calendar."""
