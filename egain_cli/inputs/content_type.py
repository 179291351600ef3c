"""Owns what type an attachment is: declared, else libmagic, else the extension; opens no file."""

from __future__ import annotations

import mimetypes
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

PREFIX = 4096  # bytes of content that libmagic needs; more does not change its mind
UNKNOWN = "application/octet-stream"
_GENERIC = ("text/plain", UNKNOWN, "application/zip", "application/x-empty", "inode/x-empty")
_GENERIC_STARTS = ("application/x-ole", "application/cdfv2", "application/CDFV2")

# What Python 3.11's own table lacks. The tables of the system are not read: the same file has to
# get the same type on every machine.
_MORE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".msg": "application/vnd.ms-outlook",
    ".p7m": "application/pkcs7-mime",
    ".p7s": "application/pkcs7-signature",
    ".ics": "text/calendar",
    ".vcf": "text/vcard",
    ".md": "text/markdown",
    ".log": "text/plain",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".eml": "message/rfc822",
    ".webp": "image/webp",
    ".heic": "image/heic",
    ".7z": "application/x-7z-compressed",
    ".rar": "application/vnd.rar",
    ".gz": "application/gzip",
}


def content_type(declared: str | None, prefix: bytes, name: str | None) -> str:
    """The type of an attachment, from what was declared, its first PREFIX bytes and its name.

    The contract's rule: what was declared, unless that is application/octet-stream; else what
    libmagic sees, unless that is only generic; else the extension's; else the generic answer.
    """
    if declared and declared.lower() != UNKNOWN:
        return declared
    seen = _by_magic(prefix)
    if seen and seen not in _GENERIC and not seen.startswith(_GENERIC_STARTS):
        return seen
    named = _by_extension(name or "")
    return named or (seen if seen in ("text/plain", "application/zip") else UNKNOWN)


def extension(kind: str) -> str:
    """The usual file name extension of a type, with its dot; `.bin` where there is none."""
    # Python's own table first: it knows which of several is the usual one (.txt, not .log).
    more = (ending for ending, known in _MORE.items() if known == kind)
    return _python_types().guess_extension(kind) or next(more, ".bin")


def _by_extension(name: str) -> str | None:
    ending = Path(name).suffix.lower()
    table = _python_types()
    return _MORE.get(ending) or table.types_map[True].get(ending)


@cache
def _python_types() -> mimetypes.MimeTypes:
    return mimetypes.MimeTypes()


def _by_magic(prefix: bytes) -> str | None:
    detector = _detector()
    return str(detector.from_buffer(prefix)) if detector and prefix else None


@cache
def _detector() -> Any:
    """The libmagic that came with the program, else the system's, else None (by extension then)."""
    import ctypes.util  # noqa: PLC0415 - 3 ms, and only for what nobody declared

    folder = _bundled()
    library = next(
        iter(sorted(folder.glob("libmagic*.so*")) + sorted(folder.glob("*.dylib"))), None
    )
    find_library = ctypes.util.find_library
    if library:
        # python-magic asks this for the library's place, once, while it is imported. Answering it
        # needs no change of the environment, and saves the run of ldconfig behind it (30 ms).
        ctypes.util.find_library = partial(_found, str(library))
    try:
        import magic  # noqa: PLC0415 - 10 ms
    except ImportError:
        return None
    finally:
        ctypes.util.find_library = find_library
    table = folder / "magic.mgc"
    try:
        return magic.Magic(mime=True, magic_file=str(table) if library and table.exists() else None)
    except magic.MagicException:  # a library without its table of types
        return None


def _found(library: str, name: str) -> str | None:  # noqa: ARG001
    return library


def _bundled() -> Path:
    spec = find_spec("pylibmagic")
    return Path(spec.origin).parent if spec and spec.origin else Path("/nowhere")
