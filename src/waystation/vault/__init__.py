"""Keys, sealing, sign-in: who may open what."""
