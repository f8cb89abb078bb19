"""What a certificate is made of, apart from paper and database: its frozen payload and the salted
commitment to it, the serial and the typing code people copy by hand, and the address in its QR code.
"""
