"""Long answers: computed by processes that can be stopped, in turn for all clients, and kept by what they cost."""
