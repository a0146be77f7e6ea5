"""How long `make machines` tries, and from which seed its races go on."""


def pytest_addoption(parser) -> None:
    parser.addoption("--minutes", type=float, default=20, help="for all machines together")
    parser.addoption("--seed", type=int, default=0, help="of the first race")
