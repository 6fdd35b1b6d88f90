"""Law in, outcomes out: plain Python, no Django, no database, no clock.

The way through the room: ``loading.load_rulebook`` reads ``law/`` and ``topics/`` into a
``rulebook.Rulebook`` or reports every fault at once; ``answers`` makes ``Answers`` of a file or a form;
``assessing.assess`` says of each obligation whether it applies on a day, and why (``engine`` over conditions
that ``compiling`` made into closures; ``explaining`` for the sentences); ``flow`` says what to ask next and
what no longer matters; ``settling`` finds the few answers that would make a difference, ``advice`` finds
them for every obligation. ``truth`` is Kleene's, everywhere.
"""
