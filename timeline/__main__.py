"""The program: ``timeline``, and ``python -m timeline``."""

import gc
import signal

gc.disable()  # what starting up leaves behind is not worth collecting

# Until the command line can word it, an interrupt just ends the process.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from timeline.cli import main  # noqa: E402

gc.enable()

if __name__ == "__main__":
    main()
