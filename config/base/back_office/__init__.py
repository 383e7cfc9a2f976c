"""The parts that the apps' admin pages are built of: roles, scopes, service actions, spreadsheets."""
