"""Where to build next: sites that bring most households a walk, proven or with the gap told."""
