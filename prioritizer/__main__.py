"""Run prioritizer as a module: ``python -m prioritizer rank STUDY``."""

from prioritizer.commands import main

if __name__ == "__main__":
    main()
