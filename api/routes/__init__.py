"""The routes: each asks floor 1 and hands on what it says."""
