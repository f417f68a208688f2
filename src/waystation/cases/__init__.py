"""Tips, the people they are about, and their groups: the only place with names of refugees."""
