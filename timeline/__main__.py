"""The program: ``timeline``, and ``python -m timeline``."""

import signal

# Until the command line can word it, an interrupt just ends the process.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from timeline.cli import main  # noqa: E402

if __name__ == "__main__":
    main()
