"""Owns reading a list of addresses as mail programs do, in linear time; knows no field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# A word with what may stand within one; a pair of brackets holds colons (IPv6).
_WORD = re.compile(r"""(?:[^\s"(),:;<>\[]++|\[[^\[\]<>,;"]*+\])++|\s++""")
_QUOTED = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_ANGLE = re.compile(r"<([^<>]*+)>")
# A pair is taken first, so that no search begins at a bracket behind a backslash: that would be
# quadratic. For the same reason a quoted text that nothing closes goes to the end.
_COMMENT = re.compile(r"(\\.)|\((?:[^()\\]++|\\.)*+\)", re.DOTALL)
_IN_COMMENT = re.compile(r"\\.|[()]", re.DOTALL)
_AROUND = re.compile(r" ?([@.]) ?")  # blanks there are of old; the address has none
_QUOTED_LOCAL = re.compile(r'"((?:[^"\\]++|\\.?)*+)(?:"(?:\s*+@\s*+(\S++))?+|\Z)', re.DOTALL)
_PLAIN_LOCAL = re.compile(r"[^\s\"(),:;<>@\[\]\\]+")
_PAIR = re.compile(r"\\(.)", re.DOTALL)


@dataclass(slots=True)
class Mailbox:
    """What stands between two commas, sorted; `written` is all of it."""

    words: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)
    angle: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    written: str = ""

    def names_somebody(self) -> bool:
        """Whether there is a name, or an address in a comment, for a reader to miss."""
        named = any(each.strip() for each in self.quoted)
        return named or any("@" in each for each in self.comments)

    def addresses(self) -> list[str]:
        """The address in angle brackets, else the words that are one, else a quoted one."""
        plain = "".join(self.words).strip()
        if any(each.strip() for each in self.angle):
            return [found for each in self.angle for found in _from_angle(each)]
        if plain:
            return _from_words(plain)
        return [_PAIR.sub(r"\1", each).strip() for each in self.quoted if "@" in each][:1]


def read_addresses(plain: str) -> list[str]:
    """The addresses of a list without display names, those of a group one by one.

    What stands where an address should, and is none, is given too: it is for others to refuse.
    """
    return [address for mailbox in read_mailboxes(plain) for address in mailbox.addresses()]


def read_mailboxes(plain: str) -> Iterator[Mailbox]:
    """What stands between the commas of a list, of all groups, one at a time and in order."""
    return _Reader(plain).read()


class _Reader:
    """One walk over a list. What nothing closes is looked for once, and then is a blank."""

    def __init__(self, plain: str) -> None:
        self._plain = plain
        self._mailbox = Mailbox()
        self._begin = 0
        self._unclosed: set[str] = set()

    def read(self) -> Iterator[Mailbox]:
        """The mailboxes of all groups, in order."""
        position = 0
        while position < len(self._plain):
            if word := _WORD.match(self._plain, position):
                self._mailbox.words.append(word.group())
                position = word.end()
            elif self._plain[position] in ",;":
                if position > self._begin:
                    yield self._end(position)
                position += 1
                self._begin = position
            else:
                position = self._read_special(position)
        yield self._end(position)

    def _end(self, position: int) -> Mailbox:
        """The mailbox that ends here; the next begins behind its comma."""
        ended, self._mailbox = self._mailbox, Mailbox()
        ended.written = self._plain[self._begin : position].strip()
        self._begin = position + 1
        return ended

    def _read_special(self, position: int) -> int:
        character, mailbox = self._plain[position], self._mailbox
        if character == ":" and not mailbox.angle:
            self._end(position)  # what stood before is a group's name
        elif character == "<" and (angle := _ANGLE.match(self._plain, position)):
            mailbox.angle.append(angle.group(1))
            return angle.end()
        elif character == '"' and (quoted := self._quoted(position)):
            return self._take_quoted(quoted)
        elif character == "(" and (end := self._comment_end(position)):
            mailbox.words.append(" ")
            mailbox.comments.append(self._plain[position:end])
            return end
        else:
            mailbox.words.append(character if character == "[" else " ")
        return position + 1

    def _quoted(self, position: int) -> re.Match[str] | None:
        if '"' in self._unclosed:
            return None
        quoted = _QUOTED.match(self._plain, position)
        if not quoted:
            self._unclosed.add('"')
        return quoted

    def _take_quoted(self, quoted: re.Match[str]) -> int:
        if self._plain.startswith("@", quoted.end()):
            self._mailbox.words.append(quoted.group())  # the part before the @ of an address
        else:
            self._mailbox.quoted.append(quoted.group(1))
            self._mailbox.words.append(" ")
        return quoted.end()

    def _comment_end(self, position: int) -> int | None:
        if "(" in self._unclosed:
            return None
        depth = 0
        for match in _IN_COMMENT.finditer(self._plain, position):
            depth += {"(": 1, ")": -1}.get(match.group(), 0)
            if not depth:
                return match.end()
        self._unclosed.add("(")
        return None


def _from_angle(inside: str) -> list[str]:
    """What angle brackets hold: an address, one behind a route or `mailto:`, or several."""
    inside = _COMMENT.sub(lambda found: found.group(1) or " ", inside).strip()
    if inside.startswith("@") or inside.lower().startswith("mailto:"):
        inside = inside.rpartition(":")[2]
    return [found for each in inside.split(",") if each.strip() for found in _from_words(each)]


def _from_words(plain: str) -> list[str]:
    """The words with an @ in them, or all of it where no word has one."""
    if local := next((each for each in _QUOTED_LOCAL.finditer(plain) if each.group(2)), None):
        name = _PAIR.sub(r"\1", local.group(1))
        bare = name if _PLAIN_LOCAL.fullmatch(name) else f'"{local.group(1)}"'
        return [f"{bare}@{local.group(2)}"]
    words = _AROUND.sub(r"\1", " ".join(plain.split())).split()
    return [word for word in words if "@" in word] or [" ".join(words)]
