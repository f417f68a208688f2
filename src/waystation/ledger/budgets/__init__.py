"""What a rescue may cost, what it is promised, what it spent, and why that differs."""
