"""Aggregates → results. Pure: no clock, no database, no print."""
