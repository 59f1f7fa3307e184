"""The labels of statistics, a table for each language."""
