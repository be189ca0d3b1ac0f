"""How facts and records get into a version: reading side by side, reports, decisions on identity."""
