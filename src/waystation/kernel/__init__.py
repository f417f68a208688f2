"""The arithmetic of Waystation: arrays in, arrays out; no names, no keys, no clock."""
