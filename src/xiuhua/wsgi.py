"""The WSGI door that granian opens.

A worker ends with the server that started it. Left behind by one that was killed it would hold the port, and
nothing could be started again.
"""

import ctypes
import multiprocessing
import os
import signal
import sys

from django.core.wsgi import get_wsgi_application

PR_SET_PDEATHSIG = 1


def end_with_our_server() -> None:
    """Ask the kernel to end us with our parent; where there is none of Python's own, nothing is asked."""
    server = multiprocessing.parent_process()
    if server is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != server.pid:  # it fell before we had asked
        sys.exit("the server that started this worker is gone")


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhua.settings")
end_with_our_server()
application = get_wsgi_application()
