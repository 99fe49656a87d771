"""Fetching: one guarded, bounded and polite way to the network for feeds, pages and robots.txt."""

from monitor.fetch.client import Fetcher
from monitor.fetch.outcome import Fetched, NotModified, Rejected, Request
from monitor.fetch.room import Room

__all__ = ["Fetched", "Fetcher", "NotModified", "Rejected", "Request", "Room"]
