"""The command `hotlined`, and `python -m hotlined`."""

import gc
import signal
import sys

from hotlined import sources


def main() -> None:
    """Load the command line and run it.

    What is loaded stays to the end: a collection would go through it again and again, and find nothing.
    """
    gc.disable()
    if "run" in sys.argv[1:]:
        # Nobody could act on it yet, and unheard it would end us; not SIG_IGN, which gpg would inherit.
        signal.signal(signal.SIGHUP, lambda *_: None)
        sources.digest()  # before any of it is loaded: an update in between makes a start that reads all
    from hotlined.cli import main as command

    gc.freeze()
    gc.enable()
    command()


if __name__ == "__main__":
    main()
