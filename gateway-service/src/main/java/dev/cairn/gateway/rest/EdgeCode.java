package dev.cairn.gateway.rest;

/** Failures that only the HTTP edge knows, in the same field as the error codes of the services. */
enum EdgeCode {
    /** No access key was given, or a wrong one. */
    UNAUTHENTICATED,
    /** There is no such resource in this interface; a missing file is ENOENT. */
    NO_SUCH_RESOURCE,
    METHOD_NOT_ALLOWED,
    NOT_ACCEPTABLE,
    UNSUPPORTED_MEDIA_TYPE,
    RANGE_NOT_SATISFIABLE,
    /** The request is not well-formed HTTP, or longer than the server reads. */
    BAD_REQUEST,
    /** A fault in the gateway; the log holds more under the request id. */
    INTERNAL
}
