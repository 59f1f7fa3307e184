"""Mails that programs write: bounces, absence notices, ticket robots; told apart from what a person wrote."""
