"""Workbook, page and files that leave the house."""
