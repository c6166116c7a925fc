package dev.cairn.cli;

import org.jspecify.annotations.Nullable;

/** A command cannot go on for a reason outside the gateway. The message is for people. */
final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    CommandFailure(String message) {
        super(message);
    }
}
