"""Every write of tracking: lock, check, write, history, signal, in one transaction.

Lock order: candidate, process, stage, offer. API, back-office, commands and jobs all come through here.
"""
