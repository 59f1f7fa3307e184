"""What is due when, as a function of the record."""
