"""The `waystation` command and the keyless worker. No rules."""
