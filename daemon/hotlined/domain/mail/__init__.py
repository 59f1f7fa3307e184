"""A mail as a value: what came in, what is to be said, what is ready to leave; its identity and its seal."""
