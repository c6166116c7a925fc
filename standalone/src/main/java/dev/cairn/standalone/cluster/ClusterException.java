package dev.cairn.standalone.cluster;

/** A command could not do what it was told; the message says why, in one line, for people. */
final class ClusterException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ClusterException(String message) {
        super(message);
    }

    ClusterException(String message, Throwable cause) {
        super(message, cause);
    }

    /** {@inheritDoc} Never null. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
