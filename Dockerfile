# The image of the portal. Build it with the base pinned by the digest that you have checked:
#   docker build --build-arg BASE=python:3.13-slim-trixie@sha256:… --tag doorstep .
# It runs with a read-only root: --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges,
# and keeps SQLite, if that is the database, on the volume /var/lib/doorstep.
ARG BASE=python:3.13-slim-trixie

FROM ${BASE} AS build
WORKDIR /src
# What python-ldap is compiled with: the one package here that has no wheel. Debian's own release keeps them together.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends gcc libc6-dev libldap-dev libsasl2-dev \
 && rm -rf /var/lib/apt/lists/*
COPY requirements/build.txt requirements/production.txt requirements/ldap.txt requirements/
# Two environments: one that builds and installs, and one, without pip, that is shipped.
RUN python3 -m venv /opt/build \
 && python3 -m venv --without-pip /opt/doorstep \
 && /opt/build/bin/pip install --no-cache-dir --no-deps --require-hashes --requirement requirements/build.txt \
 && /opt/build/bin/pip --python /opt/doorstep install --no-cache-dir --no-deps --require-hashes --requirement requirements/production.txt \
      --requirement requirements/ldap.txt
COPY pyproject.toml README.md CHANGELOG.md LICENSE ./
COPY app/ app/
COPY templates/ templates/
COPY static/ static/
RUN /opt/build/bin/pip wheel --no-cache-dir --no-deps --no-build-isolation --wheel-dir dist . \
 && /opt/build/bin/pip --python /opt/doorstep install --no-cache-dir --no-index --no-deps dist/*.whl \
 && /opt/build/bin/pip --python /opt/doorstep check

FROM ${BASE}
LABEL org.opencontainers.image.title="Doorstep" \
      org.opencontainers.image.description="One click into the AWS Management Console, in the role an admin mapped you to" \
      org.opencontainers.image.licenses="Apache-2.0"
# The libraries that python-ldap was compiled against.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libldap2 libsasl2-2 \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --gid 10001 doorstep \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /var/lib/doorstep --shell /usr/sbin/nologin doorstep \
 && install --directory --owner 10001 --group 10001 --mode 0700 /var/lib/doorstep
COPY --from=build /opt/doorstep /opt/doorstep
# Bytecode was compiled when the packages were installed; at run time nothing is written.
ENV PATH=/opt/doorstep/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DOORSTEP_DATABASE_URL=sqlite:////var/lib/doorstep/doorstep.sqlite3
USER 10001:10001
VOLUME /var/lib/doorstep
WORKDIR /var/lib/doorstep
EXPOSE 8000
STOPSIGNAL SIGTERM
# http.client, because it asks no proxy that the environment may name.
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 CMD ["python3", "-I", "-c", "\
import http.client, sys; \
portal = http.client.HTTPConnection('127.0.0.1', 8000, timeout=4); \
portal.request('GET', '/healthz'); \
sys.exit(portal.getresponse().status != 200)"]
ENTRYPOINT ["doorstep"]
CMD ["serve", "--bind", "0.0.0.0:8000"]
