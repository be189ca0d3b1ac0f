"""Query workers that can be stopped: a forkserver for each version, the workers it forks, and the pool over them.

Import from the modules: a process that holds a store must not load what only the server needs.
"""
