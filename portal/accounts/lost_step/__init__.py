"""Somebody has lost their second step: two colleagues, one after the other, take it away."""
