"""How a passage is put on file, agreed to, set going and called off."""
