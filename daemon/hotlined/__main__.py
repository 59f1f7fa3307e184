"""`python -m hotlined`."""

from hotlined.cli import main

main()
