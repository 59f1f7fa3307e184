"""The record: the facts that streams are made of, their index keys, their order and their chain of hashes."""
