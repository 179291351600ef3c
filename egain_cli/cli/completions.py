"""The verb completions: the scripts that let a shell complete verbs and options."""

from typing import Annotated

import typer

SHELLS = ("bash", "zsh", "fish", "powershell")


def verb(shell: Annotated[str, typer.Argument(help="bash, zsh, fish or powershell.")]) -> int:
    """Print a completion script for a shell.

    For bash: `egain completions bash > ~/.local/share/bash-completion/completions/egain`.
    """
    from egain_cli.cli import messages
    from egain_cli.errors import UsageError

    if shell not in SHELLS:
        raise UsageError(f"no completions for {shell!r}", f"There are: {', '.join(SHELLS)}.")
    messages.write(script(shell))
    return 0


def script(shell: str) -> str:
    """The completion script for a shell."""
    from typer._completion_shared import get_completion_script

    return get_completion_script(prog_name="egain", complete_var="_EGAIN_COMPLETE", shell=shell)
