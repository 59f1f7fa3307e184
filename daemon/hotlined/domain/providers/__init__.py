"""Mails of hosting providers."""
