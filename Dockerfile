# The server. A worker is the same image with: python manage.py procrastinate worker
# With a broker, the consumers of events too: python manage.py consume_events
# Migrations, once for each release: python manage.py migrate
FROM python:3.11-slim-bookworm

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 FILES_FOLDER=/data/files
WORKDIR /app

COPY requirements.lock .
RUN pip install --require-hashes -r requirements.lock

COPY . .
# Static files need no database and no real secret.
RUN SECRET_KEY=only-for-collecting-static-files-at-build JWT_SIGNING_KEY=only-for-collecting-static-files-at-build \
    ALLOWED_HOSTS=localhost DATABASE_URL=postgresql://nobody@localhost/nothing \
    python manage.py collectstatic --noinput --verbosity 0 \
 && useradd --system --uid 10001 hireloop && mkdir -p /data/files && chown -R hireloop /data

USER hireloop
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "config.wsgi:application", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--no-ws"]
