package dev.cairn.gateway.s3;

/** Hears of every request, for meters and logs. Called by the threads of requests; must return quickly. */
public interface S3Monitor {

    S3Monitor NONE = new S3Monitor() {};

    /**
     * A request ended.
     *
     * @param operation name of the operation; {@link #UNROUTED} if the request was refused before it was known
     * @param status HTTP status of the answer
     * @param bytesIn of the body that were read, outside of their framing
     * @param bytesOut of object data
     */
    default void finished(String operation, int status, long nanos, long bytesIn, long bytesOut) {}

    /** A request failed for a reason that is no fault of the client. */
    default void failed(String requestId, Throwable cause) {}

    String UNROUTED = "UNROUTED";
}
