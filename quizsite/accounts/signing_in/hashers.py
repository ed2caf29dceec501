"""Argon2id at the size OWASP gives for crowds; the site must bear 20,000 log-ins before a round."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class ModestArgon2PasswordHasher(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
