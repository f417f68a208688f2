"""Waystation: the operations system of a humanitarian safe-passage organisation."""
