# One image for every role: `prepare`, `web`, `work` and any other command of manage.py (compose.yaml).
# The packages are those of requirements.txt with their hashes; nothing is compiled, nothing runs as root.

FROM python:3.11.14-slim-bookworm AS packages
COPY requirements.txt /tmp/
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --disable-pip-version-check --no-cache-dir --no-input \
        --require-hashes --only-binary :all: -r /tmp/requirements.txt

FROM python:3.11.14-slim-bookworm
RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/dateline --create-home --shell /usr/sbin/nologin dateline
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/dateline
COPY manage.py pyproject.toml ./
COPY archive ./archive
COPY templates ./templates
COPY sample ./sample
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    DATA_DIR=/var/lib/dateline \
    HOST=0.0.0.0 \
    PORT=8000
# Compiled here, because the container's own files may not be written later.
RUN python -m compileall -q archive manage.py
USER dateline
VOLUME /var/lib/dateline
EXPOSE 8000
# 200 only while database and index answer. Of use where the image serves pages; compose.yaml says what holds elsewhere.
HEALTHCHECK --interval=15s --timeout=10s --start-period=120s --retries=4 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=9)"]
ENTRYPOINT ["python", "manage.py"]
CMD ["web"]
