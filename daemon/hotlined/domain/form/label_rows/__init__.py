"""The labels of the form, a table for each language: the field, then its labels, the printed one first."""
