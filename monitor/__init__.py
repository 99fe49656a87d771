"""Wirewatch watches the newswires and raises the alarm."""

__version__ = "0.1.0"
