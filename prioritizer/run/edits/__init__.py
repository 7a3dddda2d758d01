"""The way back: what a study team typed into a workbook becomes a new run."""

from prioritizer.run.edits.comparing import Edit
from prioritizer.run.edits.importing import Imported, import_edits

__all__ = ["Edit", "Imported", "import_edits"]
