"""Where the web server finds the console."""

import os
import threading

from django.core.wsgi import get_wsgi_application

from waystation.cli import serve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waystation.config.settings")
application = get_wsgi_application()
# Before the first request, so that nothing of any of them is kept with it.
serve.settle()
# Beside the first requests, which need not wait for it.
threading.Thread(target=serve.warm, daemon=True).start()
