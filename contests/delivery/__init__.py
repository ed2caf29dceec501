"""The hot path: endpoints for starts, saves and hand-ins, signed tokens, the paper page and its
open tabs."""
