"""Cash in the field: given, settled, brought back, lost, counted."""
