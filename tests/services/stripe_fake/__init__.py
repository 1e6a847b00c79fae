"""A stand-in for Stripe: a process of its own that keeps state and speaks Stripe's wire protocol.

It imports nothing of the portal and nothing but Python, so that what it says of money, signatures and
repeats is a second opinion. No card number is ever asked for, and no money moves.
"""
