"""Measure agendas: one file for each criterion, and the gates."""
