package dev.cairn.gateway.rest;

/** Headers of this interface that no standard names. */
final class ResponseHeaders {

    static final String INODE = "Cairn-Inode";
    static final String ONLINE_BLOCKS = "Cairn-Online-Blocks";
    static final String OFFLINE_BLOCKS = "Cairn-Offline-Blocks";

    private ResponseHeaders() {}
}
