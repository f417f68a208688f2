"""What comes in from spreadsheets, and what goes out as counts."""
