"""Where somebody is signed in: seen by themselves, ended one by one or all together."""
