"""The demo: a small news world on loopback, and the real daemon watching it.

Owns the world (feeds, pages, a Slack-compatible webhook, a mailbox) and the story that the demo tells.
The daemon is the ordinary one, in a process of its own; nothing in it knows of the demo.
"""
