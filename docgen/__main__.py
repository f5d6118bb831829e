"""`python -m docgen` is `docgen`."""

from docgen.cli.commands import main

if __name__ == "__main__":
    main()
