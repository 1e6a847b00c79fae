"""Installs, prepares and starts the portal from a bare Python: the standard library only."""
