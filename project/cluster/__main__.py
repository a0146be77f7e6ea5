"""python -m project.cluster PORT, PORT test, or down: what three targets of the Makefile run."""

import sys

from project.demo.run import main

from .drill import run_drill
from .site import bring_down, run

if __name__ == "__main__":
    if sys.argv[1] == "down":
        bring_down()
    else:
        main(run_drill if sys.argv[2:] == ["test"] else run)
