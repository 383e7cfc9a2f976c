"""The REST API of tracking: each view validates, calls one service and answers from SQL."""
