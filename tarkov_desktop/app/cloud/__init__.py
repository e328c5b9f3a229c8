"""The account in the cloud: signing in, and what ties a session to it. Loads the network's packages when first used.

Decided: nothing here is imported before the first window stands; the session does not know whether it is linked.
"""
