"""Tests, laid out as the rooms they test.

``pg`` runs them on a throw-away PostgreSQL, ``browser`` drives Chromium, ``test_layers`` and
``test_house`` keep the rooms apart and the house in order.
"""
