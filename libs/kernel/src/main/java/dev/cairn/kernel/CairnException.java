package dev.cairn.kernel;

import org.jspecify.annotations.Nullable;

/**
 * A request failed with a typed error. The code is for programs, the reason tells two conditions of one code apart, the
 * message is for people. It crosses process borders as these three texts.
 */
public final class CairnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final String reason;

    public CairnException(ErrorCode code, String message) {
        this(code, "", message, null);
    }

    public CairnException(ErrorCode code, String reason, String message) {
        this(code, reason, message, null);
    }

    public CairnException(ErrorCode code, String reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.reason = reason;
    }

    public ErrorCode code() {
        return code;
    }

    /** A stable lower-case word such as {@code retention} or {@code data-version}; empty when the code says it all. */
    public String reason() {
        return reason;
    }

    /** {@inheritDoc} Never null. */
    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.name() : message;
    }
}
