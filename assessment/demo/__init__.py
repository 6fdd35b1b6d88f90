"""The demonstration: two invented firms, loaded once through the same services that people use.

`house.yaml` says who there is, `answers/` holds answers files, `work.yaml` what was judged and done,
`files/` the evidence. Every name is an example; texts of people are in both languages, one below the other.
"""
