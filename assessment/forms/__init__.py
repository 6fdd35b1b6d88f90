"""What people type, checked and cleaned before a service sees it; what was typed is kept beside each message."""
