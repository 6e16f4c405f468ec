"""Pure functions on text and records: no I/O, no clock."""
