"""Who may ask, how often, and who that is: proxies, hosts, tokens, rate limits, and the log of requests."""
