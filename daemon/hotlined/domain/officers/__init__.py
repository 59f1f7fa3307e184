"""Mails of an LEA: on a case, without one, and its statistics."""
