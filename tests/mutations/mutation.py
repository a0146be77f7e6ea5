"""Mutations: small changes to functions of the database, each breaking one rule."""

from dataclasses import dataclass


class MutationError(Exception):
    """A mutation that cannot be made as it is written."""


@dataclass(frozen=True)
class Mutation:
    """One change to the text of one function; `rule` names the rule that it breaks.

    `old` occurs in the function as many times as `times` says, and every occurrence is replaced.
    """

    name: str
    function: str
    old: str
    new: str
    rule: str
    times: int = 1

    def apply(self, definition: str) -> str:
        """Return the definition with the change made.

        Raises MutationError if `old` does not occur in it as often as `times` says.
        """
        found = definition.count(self.old)
        if found != self.times:
            raise MutationError(
                f"{self.function} holds {self.old!r} {found} times, not {self.times}: "
                "say again what is to be changed"
            )
        return definition.replace(self.old, self.new)
