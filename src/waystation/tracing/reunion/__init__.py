"""The first word, the first call, the meeting and what comes after it."""
