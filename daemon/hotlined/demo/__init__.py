"""An embedded mail host and the story that `make demo` plays on it."""
