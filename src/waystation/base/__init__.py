"""What every capability needs and none owns: errors, clock, roles, events, watches, drawings."""
