"""One outside thing per module; adapters do not know each other."""
