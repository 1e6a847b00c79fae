"""Stripe's own description of its API, in the program that Stripe checks its libraries against."""
