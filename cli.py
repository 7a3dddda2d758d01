"""Run prioritizer from a checkout: ``python cli.py rank STUDY``."""

from prioritizer.commands import main

if __name__ == "__main__":
    main()
