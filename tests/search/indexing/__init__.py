"""Indexes are true to the database."""
