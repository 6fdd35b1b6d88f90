"""How fast it is, against floors measured in the same run: `python -m tests.bench [NAME …]`.

Each module that measures something has `run(options) -> Report`; a new one is found by its name
alone. `measuring` times and says what was measured, `workload` holds the questionnaire that every
engine answered, `floors` the least that the same work can cost.
"""
