"""From the bytes of a winmail.dat (TNEF) to the files and bodies that Outlook wrapped in it."""
