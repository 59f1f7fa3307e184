"""A case: its state, folded out of the record, and what follows from the state alone."""
