"""How ride requests become promises and runs."""
