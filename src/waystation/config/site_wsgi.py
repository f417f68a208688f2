"""Where the web server finds the public site."""

import os

from django.core.wsgi import get_wsgi_application

# Never the console's, whatever the process that started this one was told.
os.environ["DJANGO_SETTINGS_MODULE"] = "waystation.config.site_settings"
application = get_wsgi_application()
