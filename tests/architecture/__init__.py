"""The rules of docs/architecture.md that no other tool can check."""
