"""The languages that hotlined is shipped in."""

LETTERS = ("de", "el", "en", "es", "et", "fr", "it", "lt", "nl", "pl", "pt", "sv")  # to all but analysts
ANALYSTS = ("de", "el", "en", "et", "lt", "sv")
