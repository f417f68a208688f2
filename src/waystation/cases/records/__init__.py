"""The record of each person: opened, corrected, drawn as a family, and handed to its person."""
