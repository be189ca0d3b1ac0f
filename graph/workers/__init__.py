"""Killable query workers: one template process a version, forked workers, and the pool that the server talks to.

Import from the modules: the processes that hold a store must not load what only the server needs.
"""
