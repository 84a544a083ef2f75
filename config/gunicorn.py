"""The web server: a few processes of threads, which suits short requests on a local database."""

from pathlib import Path

from config.env import env_int, env_str

wsgi_app = "config.wsgi:application"
bind = f"{env_str('HOST', '127.0.0.1')}:{env_int('PORT', 8000, low=1, high=65535)}"
worker_class = "config.patient_worker.PatientWorker"
workers = env_int("WEB_WORKERS", 2, low=1, high=64)
# Loaded once and then forked: a quicker start, and memory that the processes share.
preload_app = True
threads = env_int("WEB_THREADS", 4, low=1, high=64)
# Shorter than the ten seconds after which the supervisor kills.
graceful_timeout = 8
loglevel = "warning"
# The heartbeat file must not wait for a disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108
# It would be one socket per home folder, shared with every other gunicorn there.
control_socket_disable = True
