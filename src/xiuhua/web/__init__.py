"""What people meet: one folder per audience. No tables here."""
