"""Lets `python -m app` be the `doorstep` command."""

from app.cli.main import main

if __name__ == "__main__":
    main()
