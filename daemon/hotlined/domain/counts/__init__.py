"""Statistics of a period, as figures, as a table, as charts and as mails."""
