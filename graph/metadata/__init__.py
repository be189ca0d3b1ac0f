"""What describes the graph itself: counts, VoID, terms in use, example queries."""
