"""``make bench``: what a page and a booking cost, in units that stay put from machine to machine.

The unit is the CPU time of a bare Django view under the same gunicorn, measured in the same run.
"""
