# The headless server: docker build -t millrace . (docs/operating.md). The desktop application is made by `npm run package`.
FROM node:22-bookworm-slim AS build
WORKDIR /opt/millrace
# Install scripts of dependencies do not run; ours builds.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:22-bookworm-slim
LABEL org.opencontainers.image.title="Millrace" \
      org.opencontainers.image.description="A Kafka topic as a local Delta Lake, with batch analyses and a REST API" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    MILLRACE_PIPELINE_DELTA_BASE_PATH=/data/delta
# The lake; everything else can be read-only, but for /tmp.
RUN install -d -o 1000 -g 1000 /data
WORKDIR /opt/millrace
COPY --from=build /opt/millrace/package.json /opt/millrace/LICENSE ./
COPY --from=build /opt/millrace/node_modules ./node_modules
COPY --from=build /opt/millrace/out ./out
USER 1000:1000
VOLUME /data
EXPOSE 8080
# Node is process 1 itself: it takes SIGTERM, drains, commits and ends within ten seconds.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "out/main/cli.cjs"]
CMD ["serve"]
