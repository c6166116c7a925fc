package dev.cairn.cli;

/** A question had an answer, but nothing was in it. */
final class NothingFound extends RuntimeException {

    private static final long serialVersionUID = 1L;

    NothingFound(String message) {
        super(message);
    }
}
