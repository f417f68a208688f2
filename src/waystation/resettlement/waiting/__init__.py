"""The wait for a flight: rosters, groups of ten, papers, the word that comes suddenly."""
