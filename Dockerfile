# One image for the API, the worker and the `smile` command. Debian, because Temporal's native core needs glibc.
# Node's version is that of the package "node" in package.json, on which everything is tested.
FROM node:24.21.0-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# No install script runs: the only one we need at home puts Node into node_modules, and here the image has it.
RUN npm ci --omit=dev --ignore-scripts

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production SMILE_DATA=/data
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json package-lock.json ./
COPY config config
COPY domain domain
COPY workflows workflows
COPY activities activities
COPY db db
COPY api api
COPY cli cli
# A new volume on one of these takes the folder's owner.
RUN install -d -o node -g node -m 0700 /data /erased
VOLUME /data /erased
USER node
EXPOSE 3000
CMD ["node", "api/main.ts"]
