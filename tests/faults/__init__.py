"""Kills in the middle of everything: the real daemon, real servers, and a ledger outside of its reach."""
