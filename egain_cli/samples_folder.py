"""Owns where the samples lie: in the wheel, or beside the package in a checkout."""

from pathlib import Path

from egain_cli.errors import EgainError


def samples_folder() -> Path:
    """The folder of the samples; EgainError where this installation has none."""
    package = Path(__file__).resolve().parent
    for folder in (package / "samples", package.parent / "samples"):
        if folder.is_dir():
            return folder
    raise EgainError("the samples are missing", "Install egain-cli again: they travel with it.")
