FROM python:3.12-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/fulcrum \
 && /opt/fulcrum/bin/pip install --no-cache-dir --require-hashes --no-deps -r requirements-build.txt \
 && /opt/fulcrum/bin/pip install --no-cache-dir --require-hashes --no-deps --no-build-isolation -r requirements.txt \
 && /opt/fulcrum/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
COPY --from=build /opt/fulcrum /opt/fulcrum
RUN useradd --system --create-home --home-dir /data fulcrum
USER fulcrum
WORKDIR /data
ENV PATH=/opt/fulcrum/bin:$PATH FULCRUM_HOST=0.0.0.0 FULCRUM_LOG_FORMAT=json
EXPOSE 8000
# Beyond loopback there must be a key: docker compose run --rm fulcrum keys new NAME
ENTRYPOINT ["fulcrum"]
CMD ["serve"]
