"""What waits for a second pair of eyes before it is booked."""
