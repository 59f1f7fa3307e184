"""The command `hotlined`, and `python -m hotlined`."""

import gc


def main() -> None:
    """Load the command line and run it.

    What is loaded stays to the end: a collection would go through it again and again, and find nothing.
    """
    gc.disable()
    from hotlined.cli import main as command

    gc.freeze()
    gc.enable()
    command()


if __name__ == "__main__":
    main()
