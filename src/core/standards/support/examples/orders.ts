/** How a small service is built, for examples. */
export const DOCKERFILE = `FROM golang:1.25 AS build
COPY . /src
WORKDIR /src
RUN go build -o /orders .
FROM scratch
COPY --from=build /orders /orders
ENTRYPOINT ["/orders"]
`;

/** A workload of it up to what its pods are made of. */
export const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata: {name: orders}
spec:
  selector: {matchLabels: {app: orders}}
  template:
    metadata: {labels: {app: orders}}
    spec:
`;
