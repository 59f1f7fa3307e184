"""Random schedules against the promises: two towns, one ledger, wrong versions of the program."""
