"""Argon2id at the size OWASP names for crowds: 20,000 log-ins before a round must not melt."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class ModestArgon2PasswordHasher(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
