"""Signed papers between the tracing compartment and those of cases."""
