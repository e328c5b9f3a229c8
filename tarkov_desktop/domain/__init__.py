"""What is true of the game and of progress. Pure: no Qt, no I/O, no event loop, no clock reads.

Reading order: ``game`` and ``document`` (the two inputs), ``registers`` (what a document may hold), ``graph`` (a
catalog prepared), ``availability`` and ``blocked`` (the rules of a task), ``task_states`` and ``derived`` (all that
follows, kept up to date edit by edit), ``plans/`` (what an operation would write). Beside them a room for each
page of the game: ``hideout``, ``needed``, ``task_lists``, ``team_views``, ``planner``, ``prestige``, ``checks``; and
for what comes from elsewhere: ``foreign``, ``reading``, ``publishing``, ``files``.

Decided: a plan is a value. It writes nothing, so it can be shown before it is carried out, refused, stamped, undone
and sent without any rule knowing. Guarded by ``tests/domain/test_laws.py``.
"""
