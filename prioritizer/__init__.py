"""Rank candidate agendas by what citizens ask for."""
