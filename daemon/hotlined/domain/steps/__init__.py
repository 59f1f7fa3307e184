"""Steps on a case that more than one kind of mail, or the time, can bring about."""
