"""The site that the tests of the command line share."""

from tests.cli.place import filled, place
from tests.support.keys import people_fixture

__all__ = ["filled", "people_fixture", "place"]
