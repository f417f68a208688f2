"""What leaves in open formats: IATI, 360Giving, tables."""
