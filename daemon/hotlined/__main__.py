"""The command `hotlined`, and `python -m hotlined`."""

import gc
import os
import signal
import sys

from hotlined import code_digest


def main() -> None:
    """Load the command line and run it; Ctrl-C ends it without a traceback, also while it begins."""
    try:
        _run()
    except KeyboardInterrupt:  # a shell sees by which signal a program of its line has ended
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # while it ends there is nobody who could hear of one


def _run() -> None:
    """What is loaded stays to the end: a collection would go through it again and again, and find nothing."""
    gc.disable()
    if "run" in sys.argv[1:]:
        # Nobody could act on it yet, and unheard it would end us; not SIG_IGN, which gpg would inherit.
        signal.signal(signal.SIGHUP, lambda *_: None)
        code_digest.digest()  # before any of it is loaded: an update in between makes a start that reads all
    from hotlined.cli import main as command

    gc.freeze()
    gc.enable()
    command()


if __name__ == "__main__":
    main()
