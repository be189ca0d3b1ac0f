"""Places in the United States: states and towns."""
