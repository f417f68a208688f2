"""The control room: who is where when, and what is free."""
