"""The live page of a passage, who knows what, and what to do when somebody is lost."""
