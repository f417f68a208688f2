"""Files in PFIF 1.4, the format in which people who are looked for are exchanged."""
