"""`make learning`: how often an analyst is asked once each question was answered with `always`."""

import logging
import sys

from tests.support.lea_learning import again, months, shared
from tests.support.lea_set import Desk, replies


def main(halves: list[str]) -> None:
    """For each set: asked of an officer's 1st, 2nd, 3rd mail; of a unit's by month; of others' by thirds."""
    logging.disable(logging.CRITICAL)
    desk = Desk()
    for half in halves:
        mails = list(replies(f"{half}-*.txt"))
        sys.stdout.write(f"{half:<8} same mail again: {', then '.join(map(str, again(desk, mails)))}\n")
        sys.stdout.write(
            f"{'':<8} five officers, by month: {', then '.join(map(str, months(desk, mails)))}\n"
        )
        sys.stdout.write(f"{'':<8} others of the unit: {', then '.join(map(str, shared(desk, mails)))}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
