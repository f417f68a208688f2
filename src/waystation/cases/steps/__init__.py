"""The six steps of case work, with what each needs, and who has to agree."""
