# A static program on a small system. git is there for `check --since`, which asks it for the files of a commit.
#
#     docker run --rm --volume "$PWD:/data:ro" ghcr.io/OWNER/referee check

FROM rust:1.95-alpine AS build
RUN apk add --no-cache musl-dev
WORKDIR /build
COPY Cargo.toml Cargo.lock build.rs ./
COPY benches benches
COPY grammar grammar
COPY src src
COPY tests tests
# What `referee --version` tells; git and its history are not here.
ARG REFEREE_COMMIT
ARG SOURCE_DATE_EPOCH
RUN cargo build --profile dist --locked --bin referee

FROM alpine:3.22
# The checkout belongs to whoever mounted it, and git would refuse it for that.
RUN apk add --no-cache git \
    && git config --system --add safe.directory '*' \
    && adduser -D -H -u 10001 referee
COPY --from=build /build/target/dist/referee /usr/local/bin/referee
COPY LICENSE-MIT LICENSE-APACHE /usr/share/licenses/referee/
USER 10001
WORKDIR /data
ENTRYPOINT ["referee"]
CMD ["check"]
