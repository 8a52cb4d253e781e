# One image for web, worker, beat and the command line; docker-compose.yml says which is started.

FROM node:22-bookworm-slim AS browser-files
WORKDIR /srv/rufbus
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.11-slim-bookworm AS packages
WORKDIR /srv/rufbus
COPY requirements.lock ./
RUN python -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin rufbus
WORKDIR /srv/rufbus
COPY --from=packages /srv/rufbus/.venv .venv
COPY --from=browser-files /srv/rufbus/node_modules node_modules
COPY mobility mobility
COPY dispatch dispatch
COPY web web
COPY worker.py LICENSE ./
ENV NUMBA_CACHE_DIR=/srv/rufbus/engine
RUN PATH=/srv/rufbus/.venv/bin:$PATH python -m dispatch.warm
ENV NUMBA_CACHE_DIR=/tmp/engine \
    PATH=/srv/rufbus/.venv/bin:$PATH \
    PYTHONPATH=/srv/rufbus \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1
USER 10001
EXPOSE 8000
# the file system is read-only, and Numba wants to write beside what it reads
ENTRYPOINT ["sh", "-c", "cp -R /srv/rufbus/engine /tmp/ && exec \"$@\"", "rufbus"]
CMD ["gunicorn", "--bind=0.0.0.0:8000", "--worker-class=gthread", "--threads=32", "--no-control-socket", "web.wsgi:app"]
