"""Thirty days of Wirewatch on a fake clock and a fake network, from a seed, checked against a small model.

``python -m tests.simulation --seeds 200`` runs many, ``--seed N --trace`` shows one.
"""
