"""The way in: answers --version at once, and leaves everything else to the verbs."""

import sys


def main() -> int:
    """Run the command line in sys.argv and return its exit code."""
    try:
        _open_streams()
        if sys.argv[1:] == ["--version"]:
            from egain_cli import __version__  # noqa: PLC0415

            sys.stdout.write(f"egain {__version__}\n")
            sys.stdout.flush()
            return 0
        _spare_the_collector()
        _end_in_order()
        from egain_cli.cli import run  # noqa: PLC0415 - typer alone costs five times a bare start

        return run()
    except KeyboardInterrupt:  # before or after there was anything to finish
        return 130
    except OSError as error:
        sys.stderr.write(f"error: the output cannot be written: {error.strerror}\n")
        return 1


def _open_streams() -> None:
    """A stream that the caller closed (`>&-`) leads nowhere, and is not None."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            import os  # noqa: PLC0415 - hardly ever needed

            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123


def _end_in_order() -> None:
    """SIGTERM is to a verb what Ctrl-C is: sessions are ended, folders removed.

    So is a terminal that is closed (SIGHUP), unless it is to be outlived, as with nohup.
    """
    import signal  # noqa: PLC0415 - the answer to --version has no use for it

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    hangup = getattr(signal, "SIGHUP", None)  # Windows has none
    if hangup and signal.getsignal(hangup) is not signal.SIG_IGN:
        signal.signal(hangup, signal.default_int_handler)


def _spare_the_collector() -> None:
    # What is imported stays until the end, yet Python looks through all of it for garbage while it
    # grows, and twice more on leaving: 20 of 140 ms of a send (CPython 3.11, seen 2026-11).
    import atexit  # noqa: PLC0415 - the answer to --version has no use for them
    import gc  # noqa: PLC0415

    gc.set_threshold(50_000)
    atexit.register(gc.freeze)


if __name__ == "__main__":
    sys.exit(main())
