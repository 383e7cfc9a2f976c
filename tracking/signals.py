"""What other apps may hear of: sent with `send`, inside the transaction of the change.

process_status_changed: process, from_status, to_status, actor, reason
stage_outcome_recorded: stage, from_outcome, to_outcome, actor
"""

from django.dispatch import Signal

process_status_changed = Signal()
stage_outcome_recorded = Signal()
