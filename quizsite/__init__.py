"""The site: wiring on top of the apps, and the ground they all stand on."""
