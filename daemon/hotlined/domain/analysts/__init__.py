"""Mails of analysts: a new case, commands, questions; and what they are answered."""
