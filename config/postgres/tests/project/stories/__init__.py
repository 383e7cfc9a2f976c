"""What happens inside a project on this backend. `test_stories.py` runs each module here in a process of its
own.

Every story acts as people whom no other story knows, so the order of the stories does not matter.
"""
