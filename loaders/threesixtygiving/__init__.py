"""Grants in the 360Giving standard. The loader is in threesixtygiving_loader.py."""
