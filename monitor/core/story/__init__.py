"""Stories: which articles report one event, whose account each one is, and what is new in it.

Pure decisions over small records; never sees a database. ``model.py`` is the file to read first.
"""
