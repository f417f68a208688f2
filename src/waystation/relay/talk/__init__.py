"""A few words between the office and a guide, gone with the stage."""
