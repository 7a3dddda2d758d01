"""The command line: words in, one library call, words out."""

from __future__ import annotations

import os
import sys

from prioritizer.errors import PrioritizerError

__all__ = ["main"]


def main() -> None:
    """Run the command line; a known error becomes one plain message and exit code 1."""
    from prioritizer.commands.app import app

    for stream in (sys.stdout, sys.stderr):  # Thai on a Windows console, and in a pipe
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        app(prog_name="prioritizer")
    except PrioritizerError as error:
        print(f"prioritizer: {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except KeyboardInterrupt:
        print("prioritizer: stopped; nothing was left half written.", file=sys.stderr)
        raise SystemExit(130) from None
    except BrokenPipeError:  # the reader of our pipe has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(0) from None
    except MemoryError:
        print(
            "prioritizer: out of memory. Close other programs, or use fewer --jobs.",
            file=sys.stderr,
        )
        raise SystemExit(1) from None
