"""What tests stand on: databases, clients, a live server, a browser."""
