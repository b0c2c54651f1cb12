"""The program: ``timeline``, and ``python -m timeline``."""

import gc
import signal

gc.disable()  # starting up leaves little behind that is worth collecting

# Until the command line can report an interrupt, an interrupt just ends the process.
signal.signal(signal.SIGINT, signal.SIG_DFL)

from timeline.cli import main  # noqa: E402

gc.enable()

if __name__ == "__main__":
    main()
