"""What follows once two sides agreed: first words, a meeting on both sides' terms, support after.

Nothing of it can be read further or written once a side's yes no longer stands.
"""
