"""The page for the meeting room: one offline HTML file."""

from prioritizer.reports.page.build import write_page

__all__ = ["write_page"]
