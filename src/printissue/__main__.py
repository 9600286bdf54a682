"""`python -m printissue` is the same program as `printissue`."""

from printissue.cli import main

if __name__ == "__main__":
    main()
