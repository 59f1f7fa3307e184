"""Subject tags: words in each language, grammar, arguments, and the buttons that carry them."""
