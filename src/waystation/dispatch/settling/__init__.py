"""How a stage is told and handed on."""
