"""Made-up but believable data, and accounts to look at it with. Nobody in it exists."""
