package dev.cairn.gateway.s3.wire;

/**
 * What a request says before its body.
 *
 * @param rawPath as it was sent, neither decoded nor normalised
 */
public record RequestHead(String method, String rawPath, QueryParameters query, Headers headers) {}
