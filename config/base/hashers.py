from django.contrib.auth.hashers import Argon2PasswordHasher


class SmallArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with OWASP's smallest recommended cost (19 MiB, 2 passes, 1 lane).

    Django's default takes 100 MiB and 8 lanes for each try: a few logins at once would starve a small server.
    """

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
