"""Files of the People Finder Interchange Format, in and out."""
