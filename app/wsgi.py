"""The application for a WSGI server other than `doorstep serve`."""

from app import logs
from app.factory import create_app
from app.settings import Settings, load

logs.configure()
application = create_app(load(Settings))
