"""HTTPS for a local network: a small authority of this installation's own, and where certificates lie."""
