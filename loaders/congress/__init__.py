"""Records of Congress: bills, roll calls, members and committees. The loader is in congress_loader.py."""
