"""Find the words to translate in Jinja2 templates as well: Django's command reads its own kind only."""

import json
from pathlib import Path
from typing import cast

from django.core.management.commands import makemessages
from django.template import engines
from django.template.backends.jinja2 import Jinja2

LITERALS = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}
"""How many of each function's arguments are text."""


class JinjaBuildFile(makemessages.BuildFile):
    """A file that xgettext reads: of a Jinja2 template, the calls that translate."""

    def preprocess(self) -> None:
        engine = cast(Jinja2, engines["jinja2"])
        path = Path(self.path).resolve()
        if not any(folder in path.parents for folder in engine.template_dirs):
            return super().preprocess()
        source = path.read_text("utf-8")
        Path(self.work_path).write_text(write_calls(engine.env, source), "utf-8")


class Command(makemessages.Command):
    build_file_class = JinjaBuildFile


def write_calls(environment, source: str) -> str:
    """Write every call that translates as Python, on the line on which it stands in the template."""
    lines: list[list[str]] = [[] for _line in source.splitlines()]
    for number, function, message in environment.extract_translations(source):
        texts = [message] if isinstance(message, str) else message[: LITERALS[function]]
        arguments = ", ".join(json.dumps(text, ensure_ascii=False) for text in texts)
        ending = ", 0)" if function in {"ngettext", "npgettext"} else ")"
        lines[number - 1].append(f"{function}({arguments}{ending}")
    return "\n".join("; ".join(calls) for calls in lines)
