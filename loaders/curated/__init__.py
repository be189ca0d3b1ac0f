"""The curated tables: reading, writing, decisions on identity, and the choice of actors."""
