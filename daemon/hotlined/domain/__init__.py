"""The pure core: values and decisions; standard library only, no clock, no IO, no log, no async."""
