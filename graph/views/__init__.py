"""What the API, the pages and the command line show alike: JSON views, sentences, pagination."""
