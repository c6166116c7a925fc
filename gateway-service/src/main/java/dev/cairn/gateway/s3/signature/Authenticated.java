package dev.cairn.gateway.s3.signature;

import dev.cairn.gateway.auth.AccessKey;

/** Who sent a request, and how its body is to be checked. */
public record Authenticated(AccessKey key, Payload payload) {}
