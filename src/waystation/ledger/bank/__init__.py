"""What the bank says, beside what the book says."""
