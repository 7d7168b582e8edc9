# The service as one image; `newsletter serve` unless told otherwise. See docs/operating.md, "In containers".

FROM python:3.11-slim AS wheel
RUN pip install --no-cache-dir "hatchling>=1.33" uv
WORKDIR /source
COPY . .
RUN python -m hatchling build -t wheel -d /wheel \
    && uv export --quiet --locked --no-default-groups --no-emit-project -o /wheel/requirements.txt

FROM python:3.11-slim
COPY --from=wheel /wheel /wheel
# What the lock file names, by digest; then ours, which brings nothing more.
RUN pip install --no-cache-dir --require-hashes -r /wheel/requirements.txt \
    && pip install --no-cache-dir --no-deps /wheel/*.whl \
    && rm -r /wheel \
    && useradd --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin newsletter \
    && install --directory --owner=newsletter --mode=0700 /data
USER newsletter
WORKDIR /data
VOLUME /data
ENV NEWSLETTER_DATA_DIR=/data NEWSLETTER_HOST=0.0.0.0
EXPOSE 8000
ENTRYPOINT ["newsletter"]
CMD ["serve"]
