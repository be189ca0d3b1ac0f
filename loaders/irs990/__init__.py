"""Returns of exempt organizations (IRS Form 990 series). The loader is in irs990_loader.py."""
