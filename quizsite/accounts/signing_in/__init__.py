"""The ways in: allauth's forms, steps, limits and devices, fitted to this site."""
