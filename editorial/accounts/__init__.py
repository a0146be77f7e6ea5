"""How the people who work here sign in: passwords, sessions, second factors, invitations."""
