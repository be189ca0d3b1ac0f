"""The commands of `reentry`, by what they are about."""
