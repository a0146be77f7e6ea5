"""`python -m quotations FILE...`: prints who is quoted in the texts of articles."""

import argparse
import sys

from .command_line import DESCRIPTION, UnreadFilesError, add_arguments, print_quotations


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m quotations", description=DESCRIPTION)
    add_arguments(parser)
    try:
        print_quotations(parser.parse_args().files, sys.stdout, sys.stderr)
    except UnreadFilesError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
