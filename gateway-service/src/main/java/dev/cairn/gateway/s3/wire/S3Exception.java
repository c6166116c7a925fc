package dev.cairn.gateway.s3.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request ends with an S3 error. */
public final class S3Exception extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final S3Error error;
    private final transient Map<String, String> details = new LinkedHashMap<>();
    private final transient Map<String, String> headers = new LinkedHashMap<>();

    public S3Exception(S3Error error) {
        this(error, error.text(), null);
    }

    public S3Exception(S3Error error, String message) {
        this(error, message, null);
    }

    public S3Exception(S3Error error, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.error = error;
    }

    /** Adds an element to the error document. */
    public S3Exception detail(String name, String value) {
        details.put(name, value);
        return this;
    }

    /** Adds a header to the answer. */
    public S3Exception header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    public S3Error error() {
        return error;
    }

    public Map<String, String> details() {
        return details;
    }

    public Map<String, String> headers() {
        return headers;
    }

    /** {@inheritDoc} Never null. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? error.text() : message;
    }
}
