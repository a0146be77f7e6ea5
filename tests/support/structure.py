"""The structure of the code: modules, imports between them, classes and lengths.

It is read from the source.

`python -m tests.support.structure [FOLDER]` prints the counts of a checkout; migrations are left out.
"""

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

PACKAGES = (
    "core",
    "meaning",
    "quotations",
    "sources",
    "claims",
    "exchange",
    "subscriptions",
    "public",
    "api",
    "editorial",
    "project",
    "benchmarks",
)
ROOT = Path(__file__).resolve().parent.parent.parent
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Structure:
    """The structure of the packages of one checkout."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root

    @cached_property
    def modules(self) -> dict[str, ast.Module]:
        """Every module of ours by its dotted name; a package stands for its __init__."""
        return {
            _dotted(path.relative_to(self.root)): ast.parse(path.read_text(encoding="utf-8"))
            for package in PACKAGES
            for path in sorted((self.root / package).rglob("*.py"))
            if "migrations" not in path.parts
        }

    @cached_property
    def packages(self) -> set[str]:
        return {name for name in self.modules if (self.root / name.replace(".", "/")).is_dir()}

    def modules_per_package(self) -> Counter[str]:
        """Return the number of modules in each folder, without its __init__."""
        return Counter(name.rpartition(".")[0] for name in self.modules if name not in self.packages)

    @cached_property
    def users(self) -> dict[str, set[str]]:
        """The modules that import each module."""
        users: dict[str, set[str]] = defaultdict(set)
        for name, tree in self.modules.items():
            for imported in self._imports(name, tree):
                users[imported].add(name)
        return users

    def _imports(self, name: str, tree: ast.Module) -> Iterator[str]:
        package = name.split(".") if name in self.packages else name.split(".")[:-1]
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names if alias.name in self.modules)
            elif isinstance(node, ast.ImportFrom):
                start = package[: len(package) - node.level + 1] if node.level else []
                source = ".".join([*start, *([node.module] if node.module else [])])
                for alias in node.names:
                    inner = f"{source}.{alias.name}"
                    if inner in self.modules or source in self.modules:
                        yield inner if inner in self.modules else source

    def with_one_user(self) -> list[str]:
        return [name for name in self.modules if name not in self.packages and len(self.users[name]) == 1]

    def lines(self, name: str) -> int:
        path = self.root / name.replace(".", "/")
        path = path / "__init__.py" if name in self.packages else path.with_suffix(".py")
        return len(path.read_text(encoding="utf-8").splitlines())

    def classes(self) -> Counter[str]:
        """Return how many classes of each name are defined at the top of a module."""
        return Counter(
            node.name
            for tree in self.modules.values()
            for node in tree.body
            if isinstance(node, ast.ClassDef)
        )

    def functions(self) -> Iterator[tuple[str, Function]]:
        for name, tree in self.modules.items():
            yield from ((name, node) for node in ast.walk(tree) if isinstance(node, Function))


def length(node: Function) -> int:
    """Return the number of lines from `def` to the end, including the docstring."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _dotted(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def main() -> None:
    structure = Structure(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT)
    modules = [name for name in structure.modules if name not in structure.packages]
    alone = structure.with_one_user()
    lengths = sorted(length(node) for _name, node in structure.functions())
    say = sys.stdout.write
    say(f"modules {len(modules)}, lines {sum(map(structure.lines, structure.modules))}\n")
    say(f"modules with one user {len(alone)}, of them under 60 lines ")
    say(f"{sum(structure.lines(name) < 60 for name in alone)}\n")
    say(f"modules under 60 lines {sum(structure.lines(name) < 60 for name in modules)}\n")
    say(f"modules loose at the root of claims {structure.modules_per_package()['claims']}\n")
    say("most modules in a package: ")
    say(", ".join(f"{name} {n}" for name, n in structure.modules_per_package().most_common(6)) + "\n")
    twice = {name for name, n in structure.classes().items() if n > 1} - {"Meta"}
    say(f"class names defined more than once {len(twice)}: {', '.join(sorted(twice))}\n")
    say(f"functions {len(lengths)}, median {lengths[len(lengths) // 2]} lines, longest {lengths[-1]}\n")


if __name__ == "__main__":
    main()
