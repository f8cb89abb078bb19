"""What `make run` does once everything is installed: check, prepare, start web and worker."""
