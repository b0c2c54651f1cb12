"""A command on a terminal, into which a test types."""

import os
import pty
import runpy
import select
import signal
import sys
import traceback


def _run(arguments: list[str]) -> None:
    """Run the program in a forked process, which need not import everything again."""
    code: str | int | None = 70
    try:
        sys.stdin = os.fdopen(0)
        sys.stdout, sys.stderr = (os.fdopen(number, "w", buffering=1) for number in (1, 2))
        sys.argv = ["timeline", *arguments]
        runpy.run_module("timeline", run_name="__main__", alter_sys=True)
    except SystemExit as done:
        code = done.code
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(code if isinstance(code, int) else 0)


class Terminal:
    """A command on a terminal."""

    def __init__(self, *args: object) -> None:
        self.pid, self.end = pty.fork()
        if self.pid == 0:
            os.environ["TERM"] = "xterm"
            _run([*map(str, args)])
        self.seen = ""

    def wait_for(self, text: str) -> None:
        """Read until the command has printed a text."""
        while text not in self.seen:
            assert self.read(), f"the command never prints {text!r}: {self.seen!r}"

    def answer(self, prompt: str, text: str) -> None:
        """Wait for a prompt, then type a line."""
        self.wait_for(prompt)
        self.seen = self.seen[self.seen.index(prompt) + len(prompt) :]
        os.write(self.end, text.encode() + b"\n")

    def interrupt(self) -> None:
        """Press Ctrl-C until the command reacts: it misses a key pressed just before Python waits for one."""
        for _ in range(40):
            os.kill(self.pid, signal.SIGINT)
            if select.select([self.end], [], [], 0.5)[0]:
                return

    def finish(self) -> int:
        """Read to the end and return the exit code."""
        while self.read():
            pass
        os.close(self.end)
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])

    def read(self) -> bool:
        """Read the available output, waiting at most 20 seconds; return False at the end of the output."""
        ready, _, _ = select.select([self.end], [], [], 20)
        try:
            data = os.read(self.end, 65536) if ready else b""
        except OSError:  # the other side has closed the terminal
            data = b""
        if not data and not ready:
            os.kill(self.pid, signal.SIGKILL)
        self.seen += data.decode(errors="replace")
        return bool(data)
