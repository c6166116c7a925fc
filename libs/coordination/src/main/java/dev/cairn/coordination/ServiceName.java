package dev.cairn.coordination;

/** The kinds of process that a cluster is made of. The names are part of stored paths. */
public enum ServiceName {
    METADATA,
    LOCK,
    BLOCK,
    GATEWAY
}
