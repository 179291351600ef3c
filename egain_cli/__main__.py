"""The way in: answers --version at once, and leaves everything else to the verbs."""

import sys


def main() -> int:
    """Run the command line in sys.argv and return its exit code."""
    if sys.argv[1:] == ["--version"]:
        from egain_cli import __version__  # noqa: PLC0415

        sys.stdout.write(f"egain {__version__}\n")
        return 0
    from egain_cli.cli import run  # noqa: PLC0415 - typer alone costs five times a bare start

    return run()


if __name__ == "__main__":
    sys.exit(main())
