"""What other apps may hear of: sent with `send`, inside the transaction of the change.

candidate_created: candidate, actor
stage_added: stage, actor
panel_changed: stage (one that was there before, locked), actor
statuses_changed: changes (the StatusChange rows of one write, in their order, with the objects they tell of), actor
"""

from django.dispatch import Signal

candidate_created = Signal()
stage_added = Signal()
panel_changed = Signal()
statuses_changed = Signal()
