"""People sign in through allauth; these are its forms, steps, limits and devices for this site."""
