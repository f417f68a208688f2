"""Which records may be of one person, with every reason in words; nobody is told."""
