"""Plans: what an operation would write, as a pure function of catalog, document and account (game-rules 7).

A plan is shown, committed or thrown away by others; making one changes nothing. Writes that would change nothing
are not in it, so an empty plan means there is nothing to do.
"""
