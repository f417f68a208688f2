"""Names in any script as arrays of chances, so that one person is known under many spellings."""
