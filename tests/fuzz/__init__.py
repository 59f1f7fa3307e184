"""Whole hostile mails, from their bytes to what is decided: `make fuzz N=100000`."""
