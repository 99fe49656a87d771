# The daemon as an image: SQLite with the WAL-reset bug fixed, a locked virtual environment, a user without rights.
#
#   docker build -t wirewatch .
#   docker run -v ./config:/etc/wirewatch:ro -v wirewatch:/data --env-file .env wirewatch
#
# docker/compose.yaml adds what belongs to running it: a read-only root, no capabilities, ten seconds to stop.

# Debian's SQLite (3.46.1 in trixie) can damage a write-ahead log in rare cases; 3.51.3 is the first that cannot:
# https://www.sqlite.org/wal.html, "the WAL-reset bug".
FROM python:3.13-slim-trixie AS sqlite
# hadolint ignore=DL3008 # the compiler stays in this stage
RUN apt-get update \
    && apt-get install -y --no-install-recommends gcc libc6-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /sqlite
ADD --checksum=sha256:81f5be397049b0cae1b167f2225af7646fc0f82e4a9b3c48c9ea3a533e21d77a \
    https://www.sqlite.org/2026/sqlite-autoconf-3510300.tar.gz sqlite.tar.gz
RUN tar -xzf sqlite.tar.gz --strip-components=1 \
    && gcc -O2 -fPIC -shared -Wl,-soname,libsqlite3.so.0 \
        -DNDEBUG -DSQLITE_THREADSAFE=1 -DSQLITE_ENABLE_COLUMN_METADATA \
        -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE -DSQLITE_ENABLE_MATH_FUNCTIONS \
        -o libsqlite3.so.0 sqlite3.c -lm

FROM python:3.13-slim-trixie AS build
WORKDIR /build
COPY requirements.txt requirements-dev.txt ./
RUN python -m venv --without-pip /opt/wirewatch \
    && pip --python /opt/wirewatch/bin/python install --no-cache-dir --require-hashes --no-deps -r requirements.txt
# What builds the wheel, out of the same locked list.
RUN awk '/^[a-z0-9]/ {keep = /^(hatchling|packaging|pathspec|pluggy|tomlkit|trove-classifiers)==/} keep' \
        requirements-dev.txt > requirements-build.txt \
    && pip install --no-cache-dir --require-hashes -r requirements-build.txt
COPY pyproject.toml README.md LICENSE ./
COPY config config
COPY monitor monitor
RUN pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir /wheel . \
    && pip --python /opt/wirewatch/bin/python install --no-cache-dir --no-deps /wheel/*.whl

FROM python:3.13-slim-trixie
LABEL org.opencontainers.image.title="Wirewatch" \
      org.opencontainers.image.description="Watches the newswires and raises the alarm" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=sqlite /sqlite/libsqlite3.so.0 /opt/sqlite/
RUN echo /opt/sqlite > /etc/ld.so.conf.d/000-sqlite.conf \
    && ldconfig \
    && python -c "import sqlite3; assert sqlite3.sqlite_version_info >= (3, 51, 3), sqlite3.sqlite_version" \
    && groupadd --gid 10001 wirewatch \
    && useradd --uid 10001 --gid 10001 --home-dir /tmp --no-create-home --shell /usr/sbin/nologin wirewatch \
    && install -d -m 0750 -o wirewatch -g wirewatch /data \
    && install -d /etc/wirewatch
COPY --from=build /opt/wirewatch /opt/wirewatch
COPY docker/healthcheck.py /opt/wirewatch/healthcheck.py

ENV PATH=/opt/wirewatch/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/tmp \
    WIREWATCH_CONFIG=/etc/wirewatch
USER 10001:10001
# settings.database is a file beside the working folder unless the configuration says otherwise: /data/wirewatch.db
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "/opt/wirewatch/healthcheck.py"]
ENTRYPOINT ["wirewatch"]
CMD ["run", "--log", "json"]
