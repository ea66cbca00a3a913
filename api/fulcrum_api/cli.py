"""The command `fulcrum`."""

from __future__ import annotations

import sys

INTERRUPTED = 130
"""128 + SIGINT."""


def main() -> None:
    """Run the command that the arguments name, and exit with its code."""
    try:
        # Imported here so that Ctrl-C while modules load is no traceback either.
        from fulcrum_api.commands.app import app

        for stream in (sys.stdout, sys.stderr):
            if stream is not None and hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")
        app(prog_name="fulcrum")
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
