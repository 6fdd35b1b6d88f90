"""Every write: one file a noun, keywords only. Each function owns its transaction, and writes the
event of what it did into the audit chain inside it.

Whoever calls has been through ``access``: services check what the *thing* allows (transitions,
versions, other people), not who may. Refusals are ``assessment.errors``, in the person's language.
"""
