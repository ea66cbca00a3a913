"""Fulcrum's service: shows over HTTP what the engine says, and keeps what was answered.

PYTEST_DONT_REWRITE: importing this before pytest starts is no mistake.
"""
