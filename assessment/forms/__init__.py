"""What people type, checked before a service sees it; what was typed is kept beside each message."""
