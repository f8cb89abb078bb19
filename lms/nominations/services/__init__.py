"""What people do with nominations."""
