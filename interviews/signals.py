"""What other apps may hear of: sent with `send`, inside the transaction of the change.

session_finished: session (completed or abandoned)
"""

from django.dispatch import Signal

session_finished = Signal()
