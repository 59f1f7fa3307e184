"""`make learning`: how often an analyst is asked once each question was answered with `always`."""

import logging
import sys

from tests.support.lea_learning import again, shared
from tests.support.lea_set import Desk, replies


def main(halves: list[str]) -> None:
    """A line for each set: asked of the 1st, 2nd, 3rd mail of an officer; and by thirds of a unit's mails."""
    logging.disable(logging.CRITICAL)
    desk = Desk()
    for half in halves:
        mails = list(replies(f"{half}-*.txt"))
        sys.stdout.write(f"{half:<8} same mail again: {', then '.join(map(str, again(desk, mails)))}\n")
        sys.stdout.write(f"{'':<8} others of the unit: {', then '.join(map(str, shared(desk, mails)))}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
