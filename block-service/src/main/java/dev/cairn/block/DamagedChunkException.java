package dev.cairn.block;

/** A stored chunk is not what its location or its checksums say. Becomes {@code CORRUPT} at the edge of the service. */
final class DamagedChunkException extends Exception {

    private static final long serialVersionUID = 1L;

    DamagedChunkException(String what) {
        super(what);
    }

    String what() {
        return String.valueOf(getMessage());
    }
}
