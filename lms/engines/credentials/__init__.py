"""What a certificate is made of, apart from paper and database.

The frozen payload and the salted commitment to it; the serial and the typing code that people copy
by hand; the address in the QR code.
"""
