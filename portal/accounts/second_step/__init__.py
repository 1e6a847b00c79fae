"""The second step of signing in: passkeys, the authenticator app and recovery codes."""
